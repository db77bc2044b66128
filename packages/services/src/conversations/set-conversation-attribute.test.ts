import type { Attribute } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { Horizon } from '../sync/horizon.ts'
import { syncConversations } from '../sync/sync-conversations.ts'
import { SyncWindow } from '../sync/sync-window.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('what a user keeps about a conversation is a change of his list, and of nobody else’s', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ben, ann, 'hello')
  const cursors = { ann: await cursorOf(writers, ann), ben: await cursorOf(writers, ben) }
  await keep(writers, { name: 'TOP', value: '1' })
  await keep(writers, { name: 'NOTE', value: 'school' })

  for (const writer of [writers, await writers.restart()]) {
    const changed = await changedSince(writer, ann, cursors.ann)
    expect(changed.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([{ TOP: '1', NOTE: 'school' }])
  }
  expect(await changedSince(writers, ben, cursors.ben)).toEqual([])
})

it('one that is the same already changes nothing', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await keep(writers, { name: 'TOP', value: '1' })
  const before = writers.records.length
  await keep(writers, { name: 'TOP', value: '1' })
  expect(writers.records).toHaveLength(before)
})

it.each([
  ['without a name', { name: '', value: '1' }],
  ['without a value', { name: 'TOP', value: '' }],
  ['with a name beyond 64 characters', { name: 'n'.repeat(65), value: '1' }],
  ['with a value beyond 1,024 characters', { name: 'NOTE', value: 'x'.repeat(1025) }],
])('an attribute %s is refused, and nothing changes', async (_, attribute) => {
  const writers = await Writers.withFriends(ann, ben)
  const before = writers.records.length
  await expect(keep(writers, attribute)).rejects.toMatchObject({ name: 'BadRequest' })
  expect(writers.records).toHaveLength(before)
})

it('64 attributes can be kept, or 4,096 characters together', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  for (let i = 0; i < 64; i++) await keep(writers, { name: `name ${i}`, value: '1' })
  await keep(writers, { name: 'name 63', value: '2' })
  await expect(keep(writers, { name: 'more', value: '1' })).rejects.toMatchObject({ name: 'BadRequest' })

  const other = writers.pair(ann, cleo)
  for (const name of ['a', 'b', 'c']) await writers.setConversationAttribute.set(ann, other, { name, value: 'x'.repeat(1024) })
  const tooMuch = writers.setConversationAttribute.set(ann, other, { name: 'd', value: 'x'.repeat(1021) })
  await expect(tooMuch).rejects.toMatchObject({ name: 'BadRequest' })
  await writers.setConversationAttribute.set(ann, other, { name: 'd', value: 'x'.repeat(1020) })
})

it('members only (I8)', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  const before = writers.records.length
  const intruding = writers.setConversationAttribute.set(cleo, writers.pair(ann, ben), { name: 'TOP', value: '1' })
  await expect(intruding).rejects.toMatchObject({ name: 'NotInConversation' })
  expect(writers.records).toHaveLength(before)
})

it('one that could not be stored is not kept', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  await expect(keep(writers, { name: 'TOP', value: '1' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.conversationAttributes.of(ann, writers.pair(ann, ben).id)).toEqual(new Map())
})

function keep(writers: Writers, attribute: Attribute): Promise<void> {
  return writers.setConversationAttribute.set(ann, writers.pair(ann, ben), attribute)
}

async function sync({ journal, state, readModel }: Writers, user: typeof ann, after: number) {
  const window = new SyncWindow(new Horizon(journal, state.stamps).now)
  return syncConversations(readModel.conversations, { user, after, window })
}

async function cursorOf(writers: Writers, user: typeof ann): Promise<number> {
  return (await sync(writers, user, 0)).cursor
}

async function changedSince(writers: Writers, user: typeof ann, after: number) {
  return (await sync(writers, user, after)).items
}
