import { expect, it } from 'vitest'
import { flags } from '../drivers/omtp/packets.ts'
import { type Server, startServer } from '../drivers/process.ts'

const repeats = [
  { how: 'without the resend mark', flag: 0n },
  { how: 'with the resend mark', flag: flags.dup },
]

it.for(repeats)('a repeat $how gets the first ack, is stored once and delivered once', async ({ flag }) => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const first = await ann.send('bob', 'once', { packId: '7' })

  const same = await ann.send('bob', 'once', { packId: '7', flags: flag })
  const phone = await server.signIn('ann', { deviceType: 2 })
  const elsewhere = await phone.send('bob', 'once', { packId: '7', flags: flag })
  await ben.ping()
  await server.restart()
  const again = await server.signIn('ann')
  const afterCrash = await again.send('bob', 'once', { packId: '7', flags: flag })

  for (const ack of [same, elsewhere, afterCrash]) expect(ack).toEqual(first)
  expect((await again.history('bob')).map(({ packId }) => packId)).toEqual(['7'])
  expect(ben.connection.pending()).toHaveLength(1)
})

it('a repeat that is on its way together with the first gets the same ack', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const phone = await server.signIn('ann', { deviceType: 2 })

  const sends = [ann, phone, ann, phone].map((device) => device.send('bob', 'once', { packId: '7' }))
  const acks = await Promise.all(sends)

  expect(new Set(acks.map(({ seqId }) => seqId)).size).toBe(1)
  expect(await ben.expectMessage()).toMatchObject({ content: 'once', seqId: acks[0]?.seqId })
  await ben.expectNothing()
  expect(await ann.history('bob')).toHaveLength(1)
})

it('the same id with other content is a new message unless it is marked as a repeat', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const first = await ann.send('bob', 'one', { packId: '7' })

  const second = await ann.send('bob', 'two', { packId: '7' })
  const refused = await ann.send('bob', 'three', { packId: '7', flags: flags.dup })

  expect(second.errorCode.code).toBe(0)
  expect(second.seqId).toBeGreaterThan(first.seqId)
  expect(refused.errorCode.code).toBe(46)
  expect((await ben.history('ann')).map(({ content }) => content)).toEqual(['one', 'two'])
})

it('messages without an id are never taken for repeats', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'bob')

  await ann.send('bob', 'same', { packId: '' })
  await ann.send('bob', 'same', { packId: '' })

  expect(await ann.history('bob')).toHaveLength(2)
})

it('ids of different senders and conversations do not meet', async () => {
  await using server = await startServer()
  const [ann, bob] = await server.friends('ann', 'bob')
  await befriend(server, 'cas', ann)

  const acks = [
    await ann.send('bob', 'same', { packId: '7' }),
    await bob.send('ann', 'same', { packId: '7' }),
    await ann.send('cas', 'same', { packId: '7' }),
  ]

  expect(acks.map(({ errorCode }) => errorCode.code)).toEqual([0, 0, 0])
  expect(await ann.history('bob')).toHaveLength(2)
  expect(await ann.history('cas')).toHaveLength(1)
})

async function befriend(server: Server, name: string, other: { addFriend(friend: string): Promise<number> }): Promise<void> {
  await server.signIn(name)
  expect(await other.addFriend(name)).toBe(0)
}
