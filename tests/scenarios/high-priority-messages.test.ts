import { expect, it } from 'vitest'
import { controls, labelOf, type OmtpClient, readMessage } from '../drivers/omtp/client.ts'
import { flags, type Packet, types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

const label = labelOf('ann', 'ben')

it('who was away gets the messages of high priority, and what was done to messages, oldest first and page by page', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  await ben.close()
  const secret = await urgent(ann, 'secret')
  await ann.send('ben', 'ordinary')
  await urgent(ann, 'fire!')
  const group = await ann.createGroup(['ben'])
  await ann.tell(group, 'all out!', { packId: 'out', flags: flags.priority })
  expect(await ann.control(controls.revoke, { sessionId: label, packId: 'secret', seqId: secret })).toBe(0)

  for (const when of ['before', 'after']) {
    if (when === 'after') await server.restart()
    const back = await server.signIn('ben')
    const all = await back.highPriority()
    expect(all.packets.map(briefly)).toEqual([
      `14 secret "" ${flags.priority | flags.revoke}`,
      `14 fire! "fire!" ${flags.priority}`,
      `15 out "all out!" ${flags.priority}`,
      '17 revokes secret',
    ])
    expect(await pages(back)).toEqual(all.packets.map(briefly))
    expect((await back.highPriority(0n, 1)).packets.map(briefly)).toEqual(['17 revokes secret'])
    expect(await back.highPriority(all.lastSeqId)).toEqual({ lastSeqId: all.lastSeqId, packets: [] })
  }
})

it('nobody gets what he is not concerned with', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const eve = await server.signIn('eve')
  const group = await ann.createGroup(['eve'])
  await ann.tell(group, 'for members', { flags: flags.priority })
  const seqId = await urgent(ann, 'fire!')
  expect(await ben.control(controls.delete, { sessionId: label, packId: 'fire!', seqId })).toBe(0)
  expect(await ann.quit(group, 'eve')).toBe(0)

  expect((await eve.highPriority()).packets).toEqual([])
  expect((await ben.highPriority()).packets.map(briefly)).toEqual(['17 deletes fire!'])
  expect((await ann.highPriority()).packets.map(({ packId }) => packId)).toContain('fire!')
})

async function urgent(sender: OmtpClient, content: string): Promise<bigint> {
  return (await sender.send('ben', content, { packId: content, flags: flags.priority })).seqId
}

async function pages(client: OmtpClient): Promise<string[]> {
  const all: string[] = []
  for (let seqId = 1n; ; ) {
    const { packets, lastSeqId } = await client.highPriority(seqId, 3)
    if (packets.length === 0) return all
    all.push(...packets.map(briefly))
    seqId = lastSeqId
  }
}

const deeds = ['', 'revokes', 'overrides', 'deletes']

function briefly(packet: Packet): string {
  if (packet.type === types.control) {
    const { command, packId } = structs.MsgControl.decode(packet.payload)
    return `17 ${deeds[command]} ${packId}`
  }
  const { packId, content } = readMessage(packet)
  return `${packet.type} ${packId} ${JSON.stringify(content)} ${packet.flags}`
}
