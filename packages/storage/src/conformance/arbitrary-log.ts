import type { UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { everyone, TestLog } from './test-log.ts'

const person = fc.constantFrom(...everyone)
const two = fc.tuple(person, person).filter(([a, b]) => a !== b)
const groupDoings = [
  'joins',
  'joins',
  'joins',
  'rises',
  'leaves',
  'tells',
  'tells',
  'tells',
  'tells',
  'readsGroup',
  'readsGroup',
  'dismissed',
] as const
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ does: fc.constantFrom(...groupDoings), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('says'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('reads'), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('befriends'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('cuts'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
)

/** A log of anything that people may do, in any order, cut into batches anywhere. */
export const arbitraryLog: fc.Arbitrary<TestLog> = fc.array(step, { maxLength: 60 }).map((steps) => {
  const log = new TestLog()
  for (const { does, two: pair, flag, seq } of steps) {
    const [a, b] = pair
    if (does === 'says') log.says(a, b, { counted: flag })
    else if (does === 'reads') log.hasRead(a, b, flag ? undefined : seq)
    else if (does === 'befriends') log.befriends(a, b, { friends: flag, remarks: ['first', 'second'] })
    else if (does === 'cuts') log.cut()
    else doInGroup(log, { does, user: a, flag, seq })
  }
  log.cut()
  return log
})

interface GroupDoing {
  readonly does: (typeof groupDoings)[number]
  readonly user: UserId
  readonly flag: boolean
  readonly seq: number
}

function doInGroup(log: TestLog, { does, user, flag, seq }: GroupDoing): void {
  if (does === 'joins') log.joins(user)
  else if (does === 'rises') log.rises(user)
  else if (does === 'leaves') log.leaves(user)
  else if (does === 'tells') log.tells(user, { counted: flag || seq > 0 })
  else if (does === 'readsGroup') log.hasReadGroup(user, flag ? undefined : seq)
  else if (flag && seq > 2) log.dismissed()
}

/** One of `0 … most`. */
export function upTo(fraction: number, most: number): number {
  return Math.min(most, Math.floor(fraction * (most + 1)))
}

export const fraction = fc.nat({ max: 999 }).map((thousandths) => thousandths / 1000)
