import { groupKey, pairKey } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { Conversation, keyOfLabel } from './conversation.ts'

it('knows a conversation by its key and by the label the server gives it', () => {
  for (const [user, peer] of [
    ['ann', 'ben'],
    ['ben', 'ann'],
    ['a_b', 'a'],
    ['a', 'a_b'],
  ] as const) {
    const key = pairKey(user, peer)
    const { to, label, isGroup } = new Conversation(key, user)
    expect([to, isGroup, keyOfLabel(label, user)]).toEqual([peer, false, key])
  }
  const { to, label, isGroup } = new Conversation(groupKey('g_1'), 'ann')
  expect([to, label, isGroup, keyOfLabel(label, 'ann')]).toEqual(['g_1', 'g_1', true, groupKey('g_1')])
})

it('has a gap from what the list shows on until it is filled, whatever is pushed meanwhile', () => {
  const conversation = new Conversation(groupKey('g'), 'ann')
  const message = (seqId: number) => ({ id: `m${seqId}`, from: 'ben', seqId })
  conversation.pushed(message(1))
  expect(conversation.filledTo).toBe(1)
  conversation.listed(message(5))
  conversation.pushed(message(6))
  expect([conversation.filledTo, conversation.owedTo, conversation.newest]).toEqual([1, 6, 6])
  conversation.filledTo = conversation.owedTo
  conversation.pushed(message(7))
  expect(conversation.filledTo).toBe(7)
})
