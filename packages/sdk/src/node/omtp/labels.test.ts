import { expect, it } from 'vitest'
import { Labels } from './labels.ts'

it('conversations have the names by which OMTP knows them, and back', () => {
  const labels = new Labels('ann')
  const pairs = [
    ['user:ben', 'LP_G1_ann_ben'],
    ['user:al', 'LP_G1_al_ann'],
    ['user:Ünal', 'LP_G1_ann_Ünal'],
    ['group:kitchen', 'kitchen'],
    ['notice:shop', 'BM_shop_ann'],
  ] as const
  for (const [conversation, label] of pairs) {
    expect(labels.labelOf({ conversation })).toBe(label)
    expect(labels.nameOf(label)).toEqual({ conversation })
  }
  expect(labels.labelOf({ conversation: 'room:kitchen' })).toBeUndefined()
})

it('ids may hold underscores', () => {
  const labels = new Labels('a_b')
  for (const peer of ['a', 'b', 'a_b_a', 'b_a_b', '_']) {
    const label = labels.labelOf({ conversation: `user:${peer}` }) ?? ''
    expect(labels.nameOf(label)).toEqual({ conversation: `user:${peer}` })
  }
})

it('a label of the user’s own choice is learned from what was written under it', () => {
  const labels = new Labels('ann')
  expect(labels.nameOf('my-ben')).toEqual({ conversation: 'group:my-ben' })
  labels.learn('my-ben', labels.nameOfPair('ben', 'ann'))
  expect(labels.nameOf('my-ben')).toEqual({ conversation: 'user:ben' })
})

it('a conversation of others is called as the first of them calls it', () => {
  const labels = new Labels('monitor')
  expect(labels.nameOfPair('cleo', 'ben')).toEqual({ conversation: 'user:cleo', of: 'ben' })
  expect(labels.labelOf({ conversation: 'user:cleo', of: 'ben' })).toBe('LP_G1_ben_cleo')
})
