import type { ShownMessage } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { Archive } from './archive.ts'
import type { ListedItem } from './backend.ts'

const door = { key: 'ann+ben', reader: 'ann', name: 'user:ben', members: ['ann', 'ben'] }

/** A server whose conversation and list are what is in these arrays. */
function archived() {
  const messages: ShownMessage[] = ['a', 'b', 'c'].map((id, at) => ({
    id,
    from: 'ben',
    seqId: 10 + at,
    seq: 1 + at,
    body: `body of ${id}`,
  }))
  const listed: ListedItem[] = [{ conversation: 'user:ben', unread: 3, readMark: { seq: 0, stamp: 0 }, newest: null }]
  const archive = new Archive({ history: async () => [...messages], conversations: async () => [...listed] })
  return { archive, messages, listed, compare: () => archive.compare(() => undefined) }
}

it('what is as it was is good', async () => {
  const { archive, compare } = archived()
  expect(await archive.keep(door)).toHaveLength(3)
  expect(await archive.keepList('ann')).toEqual([])
  expect(await archive.keepList('ann')).toEqual([])
  expect(await compare()).toEqual([])
  expect(archive.messages).toBe(3)
})

it('a message that is gone or says something else later is told', async () => {
  const { archive, messages, compare } = archived()
  await archive.keep(door)
  const [gone] = messages.splice(1, 1)
  expect(await compare()).toEqual([expect.stringContaining('ann+ben had 3 messages')])
  if (gone) messages.splice(1, 0, { ...gone, body: '' })
  expect(await compare()).toEqual([expect.stringContaining('ann+ben had 3 messages')])
  if (gone) messages.splice(1, 1, gone)
  expect(await compare()).toEqual([])
})

it('an unread count that changes, or a conversation that leaves a list, is told', async () => {
  const { archive, listed, compare } = archived()
  await archive.keepList('ann')
  const [item] = listed.splice(0)
  expect(await compare()).toEqual([expect.stringMatching(/the list of ann said .*"unread":3.* of user:ben and says undefined now/)])
  if (item) listed.push({ ...item, unread: 2 })
  expect(await archive.keepList('ann')).toEqual([expect.stringMatching(/"unread":3.* and says .*"unread":2/)])
})
