import { parseUserId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { Horizon } from './horizon.ts'
import { syncConversations } from './sync-conversations.ts'
import { SyncWindow } from './sync-window.ts'

it('a user gets the conversations that changed, oldest change first, with unread and newest message', async () => {
  const { writers, sync } = await listOf()
  await writers.say(ben, ann, 'one')
  await writers.say(cleo, ann, 'two')
  await writers.say(ben, ann, 'three')

  const { items, more } = await sync(0)
  expect(more).toBe(false)
  expect(items.map(({ peer, unread, newest }) => [peer, unread, newest?.body])).toEqual([
    [cleo, 1, 'two'],
    [ben, 2, 'three'],
  ])
})

it('asking again with the cursor gives only what changed since', async () => {
  const { writers, sync } = await listOf()
  await writers.say(ben, ann, 'one')
  const { cursor } = await sync(0)
  expect(await sync(cursor)).toEqual({ items: [], more: false, cursor })

  await writers.say(cleo, ann, 'two')
  expect((await sync(cursor)).items.map(({ peer }) => peer)).toEqual([cleo])
})

it('a list longer than a page comes in pages of 100, each conversation once', async () => {
  const peers = Array.from({ length: 230 }, (_, i) => parseUserId(`peer ${i}`))
  const { writers, sync } = await listOf(...peers)
  for (const peer of peers) await writers.say(peer, ann, 'hi')
  const pages = [await sync(0)]
  for (let page = pages[0]; page?.more; page = pages.at(-1)) pages.push(await sync(page.cursor))

  expect(pages.map(({ items, more }) => [items.length, more])).toEqual([
    [100, true],
    [100, true],
    [30, false],
  ])
  expect(pages.flatMap(({ items }) => items.map(({ peer }) => peer))).toEqual(peers)
})

it('conversations that change between the pages are shown once, and the next sync begins at the moment (I7)', async () => {
  const peers = Array.from({ length: 230 }, (_, i) => parseUserId(`peer ${i}`))
  const { writers, horizon, sync } = await listOf(...peers)
  for (const peer of peers) await writers.say(peer, ann, 'before')
  const window = new SyncWindow(horizon.now)
  const pages = [await sync(0, window)]
  for (let page = pages[0]; page?.more; page = pages.at(-1)) {
    for (const peer of peers) await writers.say(peer, ann, 'after')
    for (const event of writers.deliveries.eventsOf(ann).slice(peers.length + window.held.length)) window.hold(event)
    pages.push(await sync(page.cursor, window))
  }

  const shown = pages.flatMap(({ items }) => items)
  expect(shown.map(({ peer, newest }) => [peer, newest?.body]).sort()).toEqual(peers.map((peer) => [peer, 'before']).sort())
  expect(pages.at(-1)?.cursor).toBe(window.stamp)
  expect((await sync(0, window)).items).toHaveLength(100)
})

it('what happened after the moment is not in the pages, and the next sync does not skip it (I7)', async () => {
  const { writers, horizon, sync } = await listOf()
  await writers.say(ben, ann, 'before')
  const window = new SyncWindow(horizon.now)
  for (const from of [ben, cleo]) {
    await writers.say(from, ann, 'after')
    for (const event of writers.deliveries.eventsOf(ann).slice(1 + window.held.length)) window.hold(event)
  }

  const page = await sync(0, window)
  expect(page.items.map(({ peer, newest, unread }) => [peer, newest?.body, unread])).toEqual([[ben, 'before', 1]])
  const next = await sync(page.cursor)
  expect(next.items.map(({ peer, newest, unread }) => [peer, newest?.body, unread])).toEqual([
    [ben, 'after', 2],
    [cleo, 'after', 1],
  ])
})

async function listOf(...peers: readonly UserId[]) {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.addUsers(...peers)
  await writers.befriend(ann, ...peers)
  writers.deliveries.all.length = 0
  const horizon = new Horizon(writers.journal, writers.state.stamps)
  const sync = (after: number, window = new SyncWindow(horizon.now)) =>
    syncConversations(writers.readModel.conversations, { user: ann, after, window })
  return { writers, horizon, sync }
}
