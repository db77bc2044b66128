import { type AppId, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const shop = 'shop' as AppId // as: a test's own application
const bot = parseUserId('bot')

it('a notice goes to the user alone and leaves the sender’s conversations as they are', async () => {
  const writers = await withNotifier()
  const { seq, seqId } = await writers.notify(ann, ben, 'your parcel is here')

  expect(writers.messages).toMatchObject([{ audience: 'notice', app: ann, sender: ann, recipient: ben, seq, seqId, counted: true }])
  expect(writers.deliveries.all.map(({ to }) => to)).toEqual([ben])
  expect(writers.state.notices.find(ann, ben)?.has(ann)).toBe(false)
})

it('a client without the right gives no notice, and nothing is kept of it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const before = writers.records.length
  await expect(writers.notify(ann, ben, 'psst')).rejects.toMatchObject({ name: 'RightMissing' })
  expect(writers.records).toHaveLength(before)
  expect(writers.state.notices.find(ann, ben)).toBeUndefined()
})

it('the right to give notice ends when it is taken', async () => {
  const writers = await withNotifier()
  await writers.notify(ann, ben, 'one')
  await writers.grantRights.revoke('key:1', { user: ann, right: 'notify', conversation: undefined })
  await expect(writers.notify(ann, ben, 'two')).rejects.toMatchObject({ name: 'RightMissing' })
})

it('the right may hold for one conversation of notices', async () => {
  const writers = await withNotifier()
  await writers.notify(ann, ben, 'one')
  const conversation = writers.state.notices.find(ann, ben)?.id
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation })
  await writers.grantRights.revoke('key:1', { user: ann, right: 'notify', conversation: undefined })
  await writers.notify(ann, ben, 'two')
  await expect(writers.notify(ann, cleo, 'three')).rejects.toMatchObject({ name: 'RightMissing' })
})

it('nobody is given notice who does not exist', async () => {
  const writers = await withNotifier()
  await expect(writers.notify(ann, 'nobody', 'hello?')).rejects.toMatchObject({ name: 'UserNotFound' })
})

it('a backend gives notice in the name of its application, whoever it says sends it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.notify(bot, ben, 'sale!', { app: shop, connection: undefined })
  expect(writers.messages).toMatchObject([{ app: shop, sender: bot, recipient: ben }])
})

it('only counted notices move the ordinals (I6)', async () => {
  const writers = await withNotifier()
  for (const counted of [true, false, true, false]) await writers.notify(ann, ben, 'n', { counted })
  expect(writers.messages.map(({ seq, ordinal }) => [seq, ordinal])).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
  ])
})

it('a notice sent again gets the first result and is delivered once (I3)', async () => {
  const writers = await withNotifier()
  const first = await writers.notify(ann, ben, 'once', { clientMessageId: 'same' })
  expect(await writers.notify(ann, ben, 'once', { clientMessageId: 'same' })).toMatchObject({ seq: first.seq, seqId: first.seqId })
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['once'])
})

it('two first notices at once begin one conversation', async () => {
  const writers = await withNotifier()
  const sent = await Promise.all([writers.notify(ann, ben, 'one'), writers.notify(ann, ben, 'two')])
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2])
  expect(writers.records.filter(({ type }) => type === 'notices')).toHaveLength(1)
})

it('a first notice that could not be stored leaves no conversation, and the next one is the first (I2)', async () => {
  const writers = await withNotifier()
  writers.journal.fail()
  await expect(writers.notify(ann, ben, 'lost')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.notices.find(ann, ben)).toBeUndefined()
  writers.journal.heal()
  expect(await writers.notify(ann, ben, 'first')).toMatchObject({ seq: 1 })
})

it('the label a backend chooses is the user’s, unless it names something else of his', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'hi', { label: 'taken' })
  const backend = { app: shop, connection: undefined } as const
  await writers.notify(bot, ben, 'one', { ...backend, label: 'taken' })
  const { state } = writers
  const id = state.notices.find(shop, ben)?.id
  expect(id && state.aliases.labelOf(ben, id)).toBeUndefined()
  await writers.notify(bot, ben, 'two', { ...backend, label: 'offers' })
  expect(state.aliases.find(ben, 'offers')).toBe(id)
  await writers.notify(bot, ben, 'three', { ...backend, label: 'news' })
  expect(state.aliases.find(ben, 'news')).toBeUndefined()
})

it('notices, their numbers and the read mark survive a restart from a checkpoint', async () => {
  const before = await withNotifier()
  const { seqId } = await before.notify(ann, ben, 'one')
  await before.notify(ann, ben, 'two', { counted: false })
  const thread = before.state.notices.find(ann, ben)
  if (thread === undefined) throw new Error('the notices are gone')
  await before.markRead.markRead({ user: ben }, thread, seqId)
  await before.journal.checkpoint(before.state.snapshot())
  const writers = await before.restart()

  expect(writers.state.notices.find(ann, ben)?.readMarkOf()).toEqual({ seq: 1, seqId })
  await writers.notify(ann, ben, 'three')
  expect(writers.messages.at(-1)).toMatchObject({ seq: 3, ordinal: 2 })
})

it('who gives notice does not read or mark it', async () => {
  const writers = await withNotifier()
  await writers.notify(ann, ben, 'one')
  const thread = writers.state.notices.find(ann, ben)
  if (thread === undefined) throw new Error('the notices are gone')
  await expect(writers.markRead.markRead({ user: ann }, thread, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    name: 'NotInConversation',
  })
})

async function withNotifier(): Promise<Writers> {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation: undefined })
  return writers
}
