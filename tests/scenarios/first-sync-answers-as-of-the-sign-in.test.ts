import { expect, it } from 'vitest'
import { Ledger } from '../drivers/ledger.ts'
import { labelOf, readMessage } from '../drivers/omtp/client.ts'
import { Phone } from '../drivers/phone.ts'
import { type Server, startServer } from '../drivers/process.ts'

/** Signs in while others write; gives what the list said of the one conversation and what was pushed afterwards. */
async function syncDuringTraffic(server: Server, pushes: number) {
  const client = await server.signIn('bob', { sync: false })
  const { items, pages } = await client.hotSessions()
  const item = items.find(({ sessionId }) => sessionId === labelOf('ann-9', 'bob'))
  const newest = item?.lastMsgs.map(({ header, payload }) => readMessage({ ...header, payload }))[0]
  const pushed = []
  while (pushed.length < pushes) pushed.push(await client.expectMessage())
  client.expectPushedBehindSync()
  await client.close()
  pushed.push(...client.connection.pending().map(readMessage))
  return { unread: item?.unreadCount ?? 0, syncedTo: newest?.seqId ?? 0n, pushed, pages }
}

it('the first sync answers as of the sign-in, later pushes come after it, in order, exactly once', { timeout: 60_000 }, async () => {
  await using server = await startServer()
  for (const client of await server.friends('ann-9', 'bob')) await client.close()
  const bob = await server.signIn('bob')
  for (let n = 0; n < 110; n++) {
    const friend = await server.signIn(`friend-${n}`, { sync: false })
    expect(await friend.addFriend('bob')).toBe(0)
    await friend.send('bob', 'hello')
    await friend.close()
  }
  await bob.close()
  const ledger = new Ledger()
  const hammer = new Phone({ server, user: 'ann-9', friend: 'bob', ledger })
  const hammering = hammer.run()

  for (let round = 0; round < 12; round++) {
    const { unread, syncedTo, pushed, pages } = await syncDuringTraffic(server, 200)
    expect(pages).toBe(2)
    ledger.view('bob', syncedTo).pushed.push(...pushed)
    ledger.unread({ user: 'bob', unread, readTo: 0n, upTo: syncedTo })
  }
  hammer.stop()
  await hammering

  const history = await (await server.signIn('ann-9')).history('bob')
  expect(ledger.findings(history)).toEqual([])
})

it('a receiver who never asks gets his pushes nevertheless', async () => {
  await using server = await startServer()
  const [ann, bob] = await server.friends('ann-9', 'bob')
  await bob.close()
  const silent = await server.signIn('bob', { sync: false })

  const { seqId } = await ann.send('bob', 'one')
  await silent.expectNothing()
  const first = await silent.expectMessage(15_000)
  await ann.send('bob', 'two')

  expect(first).toMatchObject({ content: 'one', seqId })
  expect(await silent.expectMessage()).toMatchObject({ content: 'two' })
  await silent.expectNothing()
})
