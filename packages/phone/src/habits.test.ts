import type { HistoryEvent } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { someTime } from './testing/some-time.fixture.ts'

it('does everything a phone can do, and all that was said arrives', async () => {
  const { house, phones } = await someTime(1)
  expect(house.history.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['acked', 'answered', 'asked', 'closed', 'control', 'pinging', 'pulled', 'pushed', 'sent', 'synced']),
  )
  expect(new Set(house.of('asked').map(({ change }) => change.kind))).toEqual(new Set(['join', 'leave', 'read', 'revoke']))
  const stored = [...house.server.threads.values()].flatMap(({ messages }) => messages.map(({ header }) => header.packId))
  expect(new Set(stored).size).toBe(stored.length)
  expect(new Set(house.of('acked').map(({ id }) => id))).toEqual(new Set(stored))
  expect(stored.length).toBeGreaterThan(300)
  expect(phones.map(({ waiting, complaints }) => [waiting, complaints])).toEqual(phones.map(() => [0, []]))
})

it('does the same again when chance, time and server are the same', async () => {
  const histories: HistoryEvent[][] = []
  for (const seed of [7, 7, 8]) histories.push((await someTime(seed)).house.history)
  const [first, again, other] = histories
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})
