import { expect, it } from 'vitest'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { types } from '../drivers/omtp/packets.ts'
import { FriendSyncReq, FriendSyncResp } from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

it('groups that changed since a time are described, all of one’s groups are named', async () => {
  await using server = await startServer()
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
  const [old, changing, joined] = [await ann.createGroup(['ben']), await ann.createGroup(['ben']), await ann.createGroup(['ben'])]
  const gone = await ann.createGroup(['ben'])
  const { timestamp } = await ben.groups()
  const since = timestamp + 1n
  expect(await ben.groups(since)).toMatchObject({ groupChats: [], groupIds: [old, changing, joined, gone].sort() })

  await server.signIn('cas')
  await laterThan(timestamp)
  expect(await ann.updateGroup(changing, { name: 'Lunch' })).toBe(0)
  expect(await ann.join(joined, 'cas')).toBe(0)
  expect(await ann.dismiss(gone)).toBe(0)

  const sync = await ben.groups(since)
  expect(sync.groupChats.map(({ groupId, name }) => [groupId, name]).sort()).toEqual(
    [
      [changing, 'Lunch'],
      [joined, ''],
    ].sort(),
  )
  expect([...sync.groupIds].sort()).toEqual([old, changing, joined].sort())
  const newest = sync.groupChats.reduce((latest, { updateTime }) => (updateTime > latest ? updateTime : latest), 0n)
  expect(sync.timestamp).toBe(newest)
})

it('friends made since a time are listed', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  await server.signIn('cas')
  const between = BigInt(Date.now()) + 1n
  await laterThan(between)
  expect(await ann.addFriend('cas')).toBe(0)

  expect(await friendsSince(ann, 0n)).toEqual(['ben', 'cas'])
  expect(await friendsSince(ann, between)).toEqual(['cas'])
  expect(await friendsSince(ann, between + 3_600_000n)).toEqual([])
})

async function friendsSince(client: OmtpClient, timestamp: bigint): Promise<string[]> {
  const { payload } = await client.request(types.friendSync, FriendSyncReq.encode({ timestamp }))
  return FriendSyncResp.decode(payload)
    .friends.map(({ friendId }) => friendId)
    .sort()
}

/** Times are milliseconds. */
async function laterThan(time: bigint): Promise<void> {
  await expect.poll(() => BigInt(Date.now()), { interval: 1 }).toBeGreaterThan(time)
}
