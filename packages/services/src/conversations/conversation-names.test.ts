import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { ConversationNames, formatConversation, parseConversation, parseRecipient } from './conversation-names.ts'

it.each([
  ['user:ben', { audience: 'single', peer: 'ben' }],
  ['group:GC_1', { audience: 'group', peer: 'GC_1' }],
  ['notice:shop', { audience: 'notice', peer: 'shop' }],
  ['user:a:b\nc', { audience: 'single', peer: 'a:b\nc' }],
] as const)('%j names a conversation, and is its name', (text, name) => {
  expect(parseConversation(text)).toEqual(name)
  expect(formatConversation(name.audience, name.peer as typeof ann)).toBe(text) // as: whoever it is
})

it.each(['', 'ben', 'user:', 'room:ben', 'USER:ben', ':ben'])('%j names none', (text) => {
  expect(() => parseConversation(text)).toThrow(expect.objectContaining({ name: 'BadRequest' }))
})

it('nobody writes to an application that gives notice', () => {
  expect(parseRecipient('group:GC_1').peer).toBe('GC_1')
  expect(() => parseRecipient('notice:shop')).toThrow(expect.objectContaining({ name: 'BadRequest' }))
})

it('a name is what one user calls a conversation', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const names = new ConversationNames(writers.state)
  expect(names.resolve(ann, 'user:ben')).toBe(names.resolve(ben, 'user:ann'))
  for (const name of ['user:ann', 'group:none', 'notice:shop']) {
    expect(() => names.resolve(cleo, name)).toThrow(expect.objectContaining({ name: 'NotInConversation' }))
  }
})
