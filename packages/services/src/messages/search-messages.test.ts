import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { UserId } from '@magpie-im/model'
import { canSeek, hasSought, openSearch } from '@magpie-im/storage'
import { expect, it, onTestFinished } from 'vitest'
import { ann, ben, cleo, silent, Writers } from '../testing/writers.fixture.ts'
import { type SearchCommand, SearchMessages } from './search-messages.ts'

/** `index` brings the index to where the journal is. */
function openIndex(writers: Writers) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-search-'))
  const store = openSearch({ file: path.join(folder, 'search.db'), journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silent })
  onTestFinished(() => {
    store.close()
    fs.rmSync(folder, { recursive: true })
  })
  const search = new SearchMessages({
    index: { find: async (wanted) => store.find(wanted), canSeek, matches: hasSought },
    history: writers.readModel.history,
    groups: writers.state.groups,
    threadOf: (id) => writers.state.thread(id),
  })
  const index = async () => {
    for await (const { entries, end } of writers.journal.read(store.watermark, writers.journal.durable)) await store.apply(entries, end)
  }
  const found = async (user: UserId, text: string, more: Partial<SearchCommand> = {}) => {
    const { messages, next } = await search.search({
      ...{ user, text, thread: undefined, sender: undefined, kind: undefined, from: 0, to: Number.MAX_SAFE_INTEGER },
      ...{ before: undefined, limit: 50, ...more },
    })
    return { bodies: messages.map(({ body }) => body), next }
  }
  return { index, found }
}

it('finds what was said to him or by him, newest first, and nothing of others (I8)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const { index, found } = openIndex(writers)
  await writers.say(ann, ben, '明天去海港')
  await writers.say(ben, ann, '海港关门了')
  await index()
  expect((await found(ann, '海港')).bodies).toEqual(['海港关门了', '明天去海港'])
  expect((await found(ben, '海港', { sender: ben })).bodies).toEqual(['海港关门了'])
  expect((await found(cleo, '海港')).bodies).toEqual([])
  await expect(found(cleo, '海港', { thread: writers.pair(ann, ben) })).rejects.toMatchObject({ name: 'NotInConversation' })
})

it('what became of a message holds at once, whatever the index knows', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { index, found } = openIndex(writers)
  const [revoked, replaced, hidden] = [
    await writers.say(ann, ben, 'tea one'),
    await writers.say(ann, ben, 'tea two'),
    await writers.say(ann, ben, 'tea three'),
  ]
  await index()
  const thread = writers.pair(ann, ben)
  const control = { user: ann, requestId: 'r', body: '' }
  const { controlMessage } = writers
  await controlMessage.control({ ...control, action: 'revoke', thread, seqId: revoked.seqId })
  await controlMessage.control({ ...control, action: 'override', body: 'coffee', thread, seqId: replaced.seqId })
  await controlMessage.control({ ...control, user: ben, action: 'delete', thread, seqId: hidden.seqId })
  expect((await found(ann, 'tea')).bodies).toEqual(['tea three'])
  expect((await found(ben, 'tea')).bodies).toEqual([])
  await index()
  expect((await found(ben, 'coffee')).bodies).toEqual(['coffee'])
})

it('who came to a group later, or left it, does not find what he is not shown', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { index, found } = openIndex(writers)
  await writers.addUsers(cleo)
  const { id: group } = await writers.createGroup.create({ user: ann }, { name: 'Tea', members: [ben] })
  await writers.tell(ann, group, 'tea before')
  await writers.joinGroup.join({ user: ann }, group, [cleo])
  await writers.tell(ann, group, 'tea after')
  await index()
  expect((await found(ben, 'tea')).bodies).toEqual(['tea after', 'tea before'])
  expect((await found(cleo, 'tea')).bodies).toEqual(['tea after'])
  await writers.leaveGroup.leave({ user: ben }, group, [ben])
  expect((await found(ben, 'tea')).bodies).toEqual([])
})

it('pages go on behind what was looked at, also behind what was not shown', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { index, found } = openIndex(writers)
  for (let count = 0; count < 130; count++) await writers.say(ann, ben, count % 3 === 0 ? `世界杯 ${count}` : `世界很大，界杯 ${count}`)
  await index()
  const bodies: string[] = []
  for (let before: number | undefined; ; ) {
    const page = await found(ben, '世界杯', { limit: 20, before })
    bodies.push(...page.bodies)
    before = page.next
    if (before === undefined) break
  }
  expect(bodies).toEqual(Array.from({ length: 44 }, (_, at) => `世界杯 ${129 - 3 * at}`))
})

it('nothing but punctuation is no question, unless there is another', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { index, found } = openIndex(writers)
  await writers.say(ann, ben, 'hello')
  await index()
  await expect(found(ben, ' !? ')).rejects.toMatchObject({ name: 'BadRequest' })
  expect((await found(ben, '', { kind: 'text' })).bodies).toEqual(['hello'])
  expect((await found(ben, '', { kind: 'image' })).bodies).toEqual([])
})
