import { expect, it } from 'vitest'
import { Sequences } from './sequences.ts'
import { ann, ben, Chatter, cleo, group, pair } from './testing/chatter.fixture.ts'

/** What is found when the records from one place to another are lost. */
function without(chatter: Chatter, from: number, to: number): Sequences {
  const found = new Sequences()
  for (const record of chatter.records.slice(0, from)) found.add(record)
  found.lost()
  for (const record of chatter.records.slice(to)) found.add(record)
  return found
}

function talk(): Chatter {
  const chatter = new Chatter()
  for (const sender of [ann, ben, ann, ann, ben, ann]) chatter.says(pair, sender)
  return chatter
}
/** Of `talk`: records before the first message. */
const first = 4

it('a whole journal has no gaps', () => {
  const found = new Sequences()
  for (const record of talk().records) found.add(record)
  expect([found.gaps, found.regions]).toEqual([[], []])
})

it('lost messages follow from the next one: how many, how many counted, and whose they were', () => {
  const found = without(talk(), first + 1, first + 4)
  expect(found.gaps).toMatchObject([{ conversation: pair, from: 2, to: 4, counted: 3, region: 0 }])
  expect([...(found.gaps[0]?.writers ?? [])].sort()).toEqual([
    [ann, 2],
    [ben, 1],
  ])
})

it('a message that did not count is lost without changing what did', () => {
  const chatter = new Chatter()
  chatter.says(pair, ann)
  chatter.says(pair, ben, false)
  chatter.says(pair, ann)
  expect(without(chatter, first + 1, first + 2).gaps).toMatchObject([{ from: 2, to: 2, counted: 0, writers: new Map() }])
})

it('a read mark tells of messages that nobody followed up', () => {
  const chatter = talk()
  chatter.reads(pair, ann)
  expect(without(chatter, first + 4, first + 6).gaps).toMatchObject([{ from: 5, to: 6 }])
})

it('so does a mark of what has arrived, and whoever received something in a group is in it', () => {
  const chatter = talk()
  chatter.receives(pair, ann)
  expect(without(chatter, first + 4, first + 6).gaps).toMatchObject([{ from: 5, to: 6 }])

  const late = new Chatter()
  late.says(group, ann)
  late.joins(cleo)
  late.receives(group, cleo)
  expect(without(late, first + 1, first + 2).joinings).toEqual([{ conversation: group, user: cleo, region: 0 }])
})

it('who writes to a group without having joined it joined in the lost part', () => {
  const chatter = new Chatter()
  chatter.says(group, ann)
  chatter.joins(cleo)
  chatter.says(group, cleo)
  const found = without(chatter, first + 1, first + 2)
  expect(found.joinings).toEqual([{ conversation: group, user: cleo, region: 0 }])
  expect(found.gaps).toEqual([])
})

it('seqs that an epoch left out are not lost', () => {
  const chatter = new Chatter()
  chatter.says(pair, ann)
  chatter.says(group, ann)
  chatter.beginsEpoch(1_000)
  chatter.says(pair, ben)
  expect(without(chatter, first + 1, first + 2).gaps).toEqual([])
})

it('of messages before an epoch the counts tell how many are lost', () => {
  const chatter = talk()
  chatter.beginsEpoch(1_000)
  chatter.says(pair, ben)
  expect(without(chatter, first + 4, first + 6).gaps).toMatchObject([{ from: 5, to: 6, counted: 2, region: 0 }])
})
