import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('a sender’s own label names the conversation for him and for a recipient who has none', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'hi', { label: 'trip' })

  const { id } = writers.pair(ann, ben)
  const { aliases } = writers.state
  expect([aliases.labelOf(ann, id), aliases.labelOf(ben, id)]).toEqual(['trip', 'trip'])
  expect([aliases.find(ann, 'trip'), aliases.find(ben, 'trip')]).toEqual([id, id])
})

it('a recipient keeps the label he chose himself', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ben, ann, 'hi', { label: 'work' })
  await writers.say(ann, ben, 'hi', { label: 'trip' })

  const { id } = writers.pair(ann, ben)
  expect([writers.state.aliases.labelOf(ann, id), writers.state.aliases.labelOf(ben, id)]).toEqual(['trip', 'work'])
})

it('a recipient does not inherit a label that names another of his conversations', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.say(ben, cleo, 'hi', { label: 'trip' })
  await writers.say(ann, ben, 'hi', { label: 'trip' })

  expect(writers.state.aliases.labelOf(ben, writers.pair(ann, ben).id)).toBeUndefined()
  expect(writers.state.aliases.find(ben, 'trip')).toBe(writers.pair(ben, cleo).id)
})

it('a label that names another conversation of the sender is refused and nothing is stored', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.say(ann, ben, 'hi', { label: 'trip' })
  const before = writers.records.length

  await expect(writers.say(ann, cleo, 'hi', { label: 'trip' })).rejects.toMatchObject({ name: 'LabelTaken' })
  expect(writers.records).toHaveLength(before)
})

it('a sender goes back to the default by sending without a label, and his old label is free again', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.say(ann, ben, 'hi', { label: 'trip' })
  await writers.say(ann, ben, 'hi', { label: '' })
  await writers.say(ann, cleo, 'hi', { label: 'trip' })

  const { aliases } = writers.state
  expect(aliases.labelOf(ann, writers.pair(ann, ben).id)).toBe('')
  expect(aliases.labelOf(ben, writers.pair(ann, ben).id)).toBe('trip')
  expect(aliases.find(ann, 'trip')).toBe(writers.pair(ann, cleo).id)
})

it('a label is written once, not with every message', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (let i = 0; i < 3; i++) await writers.say(ann, ben, 'hi', { label: 'trip' })
  expect(writers.records.filter(({ type }) => type === 'alias')).toHaveLength(2)
})

it('labels survive a restart, and those of a failed write do not stay', async () => {
  const first = await Writers.withFriends(ann, ben, cleo)
  await first.say(ann, ben, 'hi', { label: 'trip' })
  first.journal.fail()
  await expect(first.say(ann, ben, 'hi', { label: 'lost' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  first.journal.heal()
  const writers = await first.restart()

  for (const { state } of [first, writers]) {
    expect(state.aliases.labelOf(ann, first.pair(ann, ben).id)).toBe('trip')
    expect([state.aliases.find(ann, 'trip'), state.aliases.find(ann, 'lost')]).toEqual([first.pair(ann, ben).id, undefined])
  }
})
