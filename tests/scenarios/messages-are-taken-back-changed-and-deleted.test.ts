import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { type ControlledMessage, controls, labelOf, type OmtpClient } from '../drivers/omtp/client.ts'
import { flags } from '../drivers/omtp/packets.ts'
import { startServer } from '../drivers/process.ts'

const label = labelOf('ann', 'ben')

it('a revoked message loses its content everywhere, and both users are told once on each of their other devices', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const desk = await server.signIn('ann', { deviceType: 1 })
  const message = await say(ann, 'a secret')
  await ben.expectMessage()
  await desk.expectMessage()

  expect(await ann.control(controls.revoke, message)).toBe(0)

  const told = { command: controls.revoke, sessionId: label, packId: message.packId, seqId: message.seqId }
  expect([await ben.expectControl(), await desk.expectControl()]).toMatchObject([told, told])
  for (const client of [ann, ben, desk]) await client.expectNothing()
  for (const client of [ann, ben]) {
    expect((await client.historyPage(label)).messages).toMatchObject([{ ...message, content: '', flags: flags.revoke }])
  }
  expect(await ben.hotSessions()).toMatchObject({ items: [{ unreadCount: 0 }] })
})

it('who was away finds the list, the unread count and the history as they are after the controls', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  await ben.close()
  const [one, two, three] = [await say(ann, 'one'), await say(ann, 'two'), await say(ann, 'three')]
  expect(await ann.control(controls.revoke, one)).toBe(0)
  expect(await ann.control(controls.override, two, { content: 'second' })).toBe(0)
  expect(await ann.control(controls.delete, three)).toBe(0)

  for (const when of ['before', 'after']) {
    if (when === 'after') await server.restart()
    const back = await server.signIn('ben', { sync: false })
    expect((await back.hotSessions()).items).toMatchObject([{ unreadCount: 2 }])
    expect(briefly(await back.historyPage(label))).toEqual(['three 0', `second ${flags.override}`, ` ${flags.revoke}`])
    const own = await server.signIn('ann')
    expect(briefly(await own.historyPage(label))).toEqual([`second ${flags.override}`, ` ${flags.revoke}`])
  }
})

it('the doctor finds controlled messages as the journal has them', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  const [one, two, three] = [await say(ann, 'one'), await say(ann, 'two'), await say(ann, 'three')]
  await ann.control(controls.revoke, one)
  await ann.control(controls.override, two, { content: 'second' })
  await ann.control(controls.delete, three)
  await expectHealthy(server)
})

it('who deletes a message deletes it for himself: his other devices are told, nobody else is', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const tablet = await server.signIn('ben', { deviceType: 1 })
  const [first, message] = [await say(ann, 'first'), await say(ann, 'hello')]
  for (const client of [ben, tablet]) for (let count = 0; count < 2; count++) await client.expectMessage()

  expect(await ben.control(controls.delete, message)).toBe(0)
  expect(await ben.control(controls.delete, message)).toBe(0)

  expect(await tablet.expectControl()).toMatchObject({ command: controls.delete, seqId: message.seqId })
  for (const client of [ann, ben, tablet]) await client.expectNothing()
  expect(briefly(await ben.historyPage(label))).toEqual(['first 0'])
  expect(briefly(await ann.historyPage(label))).toEqual(['hello 0', 'first 0'])
  expect((await ben.hotSessions()).items).toMatchObject([{ unreadCount: 1, lastMsgs: [{ header: { packId: first.packId } }] }])
})

it('nobody controls what is not his to control, and nothing changes', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const eve = await server.signIn('eve')
  const message = await say(ann, 'hello')
  await ben.expectMessage()
  const ask = (client: OmtpClient, command: number, more: Partial<ControlledMessage> = {}) =>
    client.control(command, { ...message, ...more }, { content: 'changed' })

  expect([await ask(ben, controls.revoke), await ask(ben, controls.override)]).toEqual([43, 43])
  expect([await ask(eve, controls.revoke), await ask(eve, controls.override), await ask(eve, controls.delete)]).toEqual([28, 28, 28])
  expect([await ask(ann, controls.revoke, { packId: 'another' }), await ask(ann, controls.revoke, { seqId: 1n })]).toEqual([44, 44])
  expect([await ask(ann, controls.revoke, { packId: '' }), await ask(ann, controls.revoke, { seqId: 0n })]).toEqual([2, 2])
  expect(await ask(ann, controls.revoke, { sessionId: '' })).toBe(2)
  expect(await ask(ann, 4)).toBe(47)
  for (const client of [ann, ben, eve]) await client.expectNothing()
  expect((await ben.historyPage(label)).messages).toMatchObject([{ content: 'hello', flags: 0n }])
})

it('in a group its owner takes back what others wrote, and they do not', async () => {
  await using server = await startServer()
  const [ann, ben, cas] = [await server.signIn('ann'), await server.signIn('ben'), await server.signIn('cas')]
  const group = await ann.createGroup(['ben', 'cas'])
  for (const client of [ben, cas]) await client.expectSync(2)
  const { seqId } = await ben.tell(group, 'rude', { packId: 'm' })
  await ann.expectGroupMessage()
  await cas.expectGroupMessage()
  const message = { sessionId: group, packId: 'm', seqId }

  expect(await cas.control(controls.revoke, message)).toBe(33)
  expect(await ann.control(controls.revoke, message)).toBe(0)

  expect([await ben.expectControl(), await cas.expectControl()]).toMatchObject([message, message])
  await ann.expectNothing()
  expect((await cas.hotSessions()).items).toMatchObject([{ sessionId: group, unreadCount: 0 }])
  expect(await ann.quit(group, 'cas')).toBe(0)
  expect(await cas.control(controls.delete, message)).toBe(30)
})

it('what is too old is not taken back or changed by its sender, but by the owner of the group', async () => {
  await using server = await startServer({ env: { MAGPIE_MESSAGES_REVOKE_SECONDS: '1', MAGPIE_MESSAGES_OVERRIDE_SECONDS: '1' } })
  const [ann, ben] = await server.friends('ann', 'ben')
  const group = await ann.createGroup(['ben'])
  await ben.expectSync(2)
  const [message, { seqId, timestamp }] = [await say(ann, 'hello'), await ben.tell(group, 'rude', { packId: 'm' })]
  await expect.poll(() => BigInt(Date.now()), { interval: 5, timeout: 5000 }).toBeGreaterThan(timestamp + 1000n)
  await ben.expectMessage()
  const old = { sessionId: group, packId: 'm', seqId }

  for (const command of [controls.revoke, controls.override]) {
    expect(await ann.control(command, message, { content: 'new' })).toBe(45)
    expect(await ben.control(command, old, { content: 'new' })).toBe(45)
  }
  await ben.expectNothing()
  expect(await ben.control(controls.delete, old)).toBe(0)
  expect(await ann.control(controls.override, old, { content: 'new' })).toBe(0)
  expect(await ann.control(controls.revoke, old)).toBe(0)
})

async function say(sender: OmtpClient, content: string): Promise<ControlledMessage> {
  const packId = `${content} by ${sender.user}`
  const { seqId } = await sender.send('ben', content, { packId })
  return { sessionId: label, packId, seqId }
}

function briefly({ messages }: Awaited<ReturnType<OmtpClient['historyPage']>>): string[] {
  return messages.map(({ content, flags }) => `${content} ${flags}`)
}
