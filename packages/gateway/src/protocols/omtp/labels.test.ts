import { pairOf, parseUserId, type UserId } from '@magpie-im/model'
import { type Thread, WritersState } from '@magpie-im/services'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FakeClock } from '../../testing/fake-clock.fixture.ts'
import { defaultLabel, Labels } from './labels.ts'

const ids = ['a', 'b', '_', 'a_a', 'a_b', 'b_a', '_a', 'a_', 'a_b_a', 'ü', 'Z'].map(parseUserId)
const [a, b] = ['a', 'b'].map(parseUserId) as [UserId, UserId] // as: two ids make two users

it('the default label names both members, the smaller in byte order first', () => {
  expect(defaultLabel(...pairOf(b, a))).toBe('LP_G1_a_b')
  expect(defaultLabel(...pairOf(parseUserId('a'), parseUserId('Z')))).toBe('LP_G1_Z_a')
})

it('both forms of the default label mean the default', () => {
  const { labels } = open()
  expect([labels.chosen('LP_G1_a_b', a, 'b'), labels.chosen('LP_G1_b_a', a, 'b')]).toEqual(['', ''])
  expect(labels.chosen('trip', a, 'b')).toBe('trip')
})

it.each(['LP_G1_a_c', 'LP_G1_', 'LP_G1_c_d', 'GC_1', 'BM_app_a'])('the label %s is reserved', (label) => {
  expect(() => open().labels.chosen(label, a, 'b')).toThrow(expect.objectContaining({ name: 'LabelTaken' }))
})

it('a user’s own label and both default labels lead to the conversation', () => {
  const { labels, converse, state } = open()
  const pair = converse(a, b)
  state.aliases.change(a, pair.id, 'trip').apply()

  for (const label of ['trip', 'LP_G1_a_b', 'LP_G1_b_a']) expect(labels.resolve(a, label)).toBe(pair)
  expect(() => labels.resolve(b, 'trip')).toThrow(expect.objectContaining({ name: 'NotInConversation' }))
})

it('nobody reaches a conversation of others by its label (I8)', () => {
  const { labels, converse } = open()
  converse(a, b)
  for (const label of ['LP_G1_a_b', 'LP_G1_b_a', '', 'a_b', 'LP_G1_', 'LP_G1__']) {
    expect(() => labels.resolve(parseUserId('c'), label)).toThrow(expect.objectContaining({ name: 'NotInConversation' }))
  }
})

it('of two conversations that a label could mean, the one whose default it is', () => {
  const { labels, converse } = open()
  const [x, y, other] = ['x', 'y_x', 'x_y'].map(parseUserId) as [UserId, UserId, UserId] // as: three ids make three users
  const [meant, could] = [converse(x, y), converse(x, other)]
  expect(labels.resolve(x, 'LP_G1_x_y_x')).toBe(meant)
  expect(labels.resolve(x, 'LP_G1_x_x_y')).toBe(could)

  const [bab, ba, ab] = ['b_a_b', 'b_a', 'a_b'].map(parseUserId) as [UserId, UserId, UserId] // as: three ids make three users
  const withAb = converse(bab, ab)
  expect(labels.resolve(bab, 'LP_G1_b_a_b_a_b')).toBe(withAb)
  const withBa = converse(bab, ba)
  expect(labels.resolve(bab, 'LP_G1_b_a_b_a_b')).toBe(withBa)
})

it('whatever ids people have, default labels lead each member to his own conversation and nobody to another’s', () => {
  const someIds = fc.uniqueArray(
    fc.oneof(fc.constantFrom(...ids), fc.string({ unit: fc.constantFrom('a', 'b', '_'), minLength: 1, maxLength: 5 }).map(parseUserId)),
  )
  fc.assert(
    fc.property(someIds, (ids) => {
      const { labels, converse } = open()
      const pairs = ids.flatMap((one, index) => ids.slice(index + 1).map((other) => converse(one, other)))
      for (const pair of pairs) {
        const label = defaultLabel(...pair.members)
        // Two conversations of `a_b_a` can have the same default label: those with `a_b` and `b_a`.
        for (const member of pair.members)
          expect(pairs.filter((other) => defaultLabel(...other.members) === label)).toContain(labels.resolve(member, label))
        for (const stranger of ids.filter((id) => !pair.has(id))) {
          expect(reached(() => labels.resolve(stranger, label))?.has(stranger)).not.toBe(false)
        }
      }
    }),
    { numRuns: 200 },
  )
})

function reached(resolve: () => Thread): Thread | undefined {
  try {
    return resolve()
  } catch {
    return undefined // the label is nobody's
  }
}

function open() {
  const state = new WritersState(new FakeClock())
  const { conversations } = state
  const converse = (one: UserId, other: UserId) => {
    const { pair, change } = conversations.begin(one, other)
    change.apply()
    return pair
  }
  return { state, converse, labels: new Labels(state) }
}
