import { expect, it } from 'vitest'
import { Chain } from './chain.ts'

const ben = 'user:ben'

it('what is pushed follows what was pushed before, in each conversation', () => {
  const chain = new Chain()
  expect([10, 20, 30].map((stamp) => chain.pushed(ben, stamp))).toEqual([undefined, 10, 20])
  expect(chain.pushed('user:cleo', 40)).toBeUndefined()
})

it('one’s own lies between, as soon as one knows where', () => {
  const chain = new Chain()
  chain.pushed(ben, 10)
  chain.sending(ben)
  expect(chain.pushed(ben, 20)).toBeUndefined()
  chain.answered(ben, 15)
  expect(chain.pushed(ben, 30)).toBe(20)
  chain.sending(ben)
  chain.answered(ben, 35)
  expect(chain.pushed(ben, 40)).toBe(35)
})

it('one’s own from before anything was pushed lies between too', () => {
  const chain = new Chain()
  chain.sending(ben)
  chain.answered(ben, 20)
  expect([10, 30].map((stamp) => chain.pushed(ben, stamp))).toEqual([undefined, 20])
})

it('of what an answer overtook nobody knows what it follows', () => {
  const chain = new Chain()
  chain.pushed(ben, 10)
  chain.sending(ben)
  chain.answered(ben, 30)
  expect([20, 40].map((stamp) => chain.pushed(ben, stamp))).toEqual([undefined, 30])
})

it('one that was refused lies nowhere', () => {
  const chain = new Chain()
  chain.pushed(ben, 10)
  chain.sending(ben)
  chain.answered(ben, 0)
  expect(chain.pushed(ben, 20)).toBe(10)
})
