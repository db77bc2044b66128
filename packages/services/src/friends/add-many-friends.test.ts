import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('very many friends are made in turns, in the order they were named, and told when all are', async () => {
  const writers = await Writers.open()
  const crowd = Array.from({ length: 250 }, (_, i) => parseUserId(`person ${i}`))
  await writers.addUsers(ann, ...crowd)
  const before = writers.records.length
  const turns: number[] = []
  writers.journal.follow(({ entries }) => {
    turns.push(entries.length)
    expect(writers.deliveries.all).toEqual([])
  })
  await writers.befriend(ann, ...crowd)

  expect(turns).toEqual([200, 200, 100])
  const made = writers.records.slice(before).filter((record) => record.type === 'friendship')
  expect(made.map(({ members }) => members.find((user) => user !== ann))).toEqual(crowd)
  expect(writers.deliveries.all.map(({ to }) => to)).toEqual([...crowd, ann])
})

it('what one user asks for twice at once is done one after the other, so the second finds no room left', async () => {
  const writers = await Writers.open({ limits: { friends: 2 } })
  const dora = parseUserId('dora')
  await writers.addUsers(ann, ben, cleo, dora)
  const [first, second] = await Promise.allSettled([writers.befriend(ann, ben, cleo), writers.befriend(ann, dora)])
  expect([first.status, second]).toMatchObject(['fulfilled', { reason: { name: 'FriendListFull' } }])
})

it('when the disk fails between two turns, the same request again does the rest', async () => {
  const writers = await Writers.open()
  const crowd = Array.from({ length: 150 }, (_, i) => parseUserId(`person ${i}`))
  await writers.addUsers(ann, ...crowd)
  writers.journal.follow(() => writers.journal.fail())
  await expect(writers.befriend(ann, ...crowd)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.conversations.friendCountOf(ann)).toBe(100)
  const again = await writers.restart()
  await again.befriend(ann, ...crowd)
  expect(again.state.conversations.friendCountOf(ann)).toBe(150)
})
