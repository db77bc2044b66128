import { messageKinds } from '@magpie-im/model'
import { canonicalLong } from '@magpie-im/wire'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentOf, kindOf, originOf, traitsOf, type WireTraits } from './origin.ts'

const traits: fc.Arbitrary<WireTraits> = fc.record({
  version: fc.integer({ min: -0x8000, max: 0x7fff }),
  flags: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(canonicalLong),
  contentType: fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer()),
  status: fc.integer(),
})

it('a client gets back what it sent, whatever it was', () => {
  fc.assert(
    fc.property(traits, (traits) => {
      const kind = kindOf(traits.contentType)
      expect(traitsOf(originOf(traits, kind), kind)).toEqual(traits)
    }),
  )
})

it('of an ordinary message nothing is remembered but where it came from', () => {
  for (const contentType of [1, 2, 3, 4, 5, 6]) {
    expect(originOf({ version: 1, flags: 0, contentType, status: 0 }, kindOf(contentType))).toEqual({
      door: 'omtp',
      bytes: new Uint8Array(0),
    })
  }
})

it('every kind of message from another door has a form here', () => {
  for (const kind of messageKinds) {
    const { contentType, ...rest } = traitsOf({ door: 'another', bytes: new Uint8Array(3) }, kind)
    expect(rest).toEqual({ version: 1, flags: 0, status: 0 })
    expect(kindOf(contentType)).toBe(kind === 'merged' ? 'text' : kind)
  }
})

it('shows how many messages a merged one holds, and nothing of one that was revoked', () => {
  const body = JSON.stringify({ items: [1, 2, 3].map((stamp) => ({ from: 'ann', stamp, kind: 'text', body: 'hi' })) })
  expect(contentOf({ kind: 'merged', body })).toBe('[chat history: 3 messages]')
  expect(contentOf({ kind: 'merged', body: '' })).toBe('')
  expect(contentOf({ kind: 'custom', body })).toBe(body)
})
