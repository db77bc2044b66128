import { groupKey, pairKey } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { House } from './testing/house.fixture.ts'

const annAndBen = pairKey('ann', 'ben')
const messages = 3

/** Sends some messages over a first connection that breaks, and whatever connections follow. */
async function livedThrough(cut: { readonly up?: number; readonly down?: number }) {
  const house = new House()
  house.server.cuts.push(cut)
  const ann = house.phone('ann', { patienceMs: 2000 })
  const ids = Array.from({ length: messages }, () => ann.say(annAndBen, 'hello'))
  await house.time.until(ann.finish())
  const [first] = house.of('closed')
  return { house, ids, wasCut: first?.complete === false }
}

for (const direction of ['up', 'down'] as const) {
  it(`stores every message once and in order though the connection breaks at any byte on the way ${direction}`, async () => {
    let cuts = 0
    for (let at = 0; ; at++) {
      const { house, ids, wasCut } = await livedThrough({ [direction]: at })
      expect(house.server.idsIn(annAndBen), `cut after ${at} bytes`).toEqual(ids)
      expect(new Set(house.of('acked').map(({ id }) => id)), `cut after ${at} bytes`).toEqual(new Set(ids))
      expect(
        house.of('sent').filter(({ repeat }) => !repeat),
        `cut after ${at} bytes`,
      ).toHaveLength(messages)
      if (!wasCut) break
      cuts += 1
    }
    expect(cuts).toBeGreaterThan(200)
  })
}

it('resends in the order in which it wrote, before what it wrote since', async () => {
  const house = new House()
  house.server.cuts.push({ down: 150 })
  const ann = house.phone('ann')
  const ids = Array.from({ length: 30 }, (_, i) => ann.say(i % 2 === 0 ? annAndBen : groupKey('nobody'), 'hello'))
  await house.time.pass(20)
  ids.push(ann.say(annAndBen, 'hello'))
  await house.time.until(ann.finish())
  expect(house.of('opened').length).toBeGreaterThan(2)
  expect(house.server.idsIn(annAndBen)).toEqual(ids.filter((_, i) => i % 2 === 0))
  expect(house.of('refused')).toHaveLength(15)
})
