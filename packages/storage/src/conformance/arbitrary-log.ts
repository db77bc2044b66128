import type { MessageRecord, UserId } from '@magpie-im/model'
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
  'keepsGroup',
  'dismissed',
] as const
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ does: fc.constantFrom(...groupDoings), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('says'), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('reads'), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('befriends'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('keeps'), two, flag: fc.boolean(), seq: fc.nat(6) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('revokes', 'revokes', 'overrides', 'deletes', 'hides', 'hides'),
      two,
      flag: fc.boolean(),
      seq: fc.nat(9),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('expires', 'removes', 'removes'), two, flag: fc.boolean(), seq: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('notifies', 'notifies', 'readsNotices'), two, flag: fc.boolean(), seq: fc.nat(6) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restores'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('cuts'), two, flag: fc.boolean(), seq: fc.constant(0) }) },
)

type Doing = (log: TestLog, two: readonly [UserId, UserId], choice: { readonly flag: boolean; readonly seq: number }) => void

const doings: Readonly<Record<string, Doing>> = {
  says: (log, [a, b], { flag, seq }) => void log.says(a, b, { counted: flag, priority: seq > 3, links: linksTo(b, seq) }),
  reads: (log, [a, b], { flag, seq }) => log.hasRead(a, b, flag ? undefined : seq),
  befriends: (log, [a, b], { flag }) => void log.befriends(a, b, { friends: flag, remarks: ['first', 'second'] }),
  keeps: (log, [a, b], { flag, seq }) => void log.keeps(a, b, flag ? 'TOP' : 'NOTE', `${seq}`),
  notifies: (log, [a, b], { flag, seq }) => void log.notifies(a, b, { counted: flag, priority: seq > 3 }),
  readsNotices: (log, [user], { flag, seq }) => log.hasReadNotices(user, flag ? undefined : seq),
  revokes: (log, _, { seq }) => onKept(log, seq, (message) => void log.controls(message, 'revoke')),
  overrides: (log, _, { seq }) =>
    onKept(log, seq, (message) => void log.controls(message, 'override', { body: `replaced ${seq}`, links: message.links })),
  deletes: (log, _, { seq }) => onKept(log, seq, (message) => void log.controls(message, 'delete')),
  hides: (log, [only], { seq }) => onKept(log, seq, (message) => hide(log, message, only)),
  expires: (log, _, { seq }) => onMessage(log, seq, (message) => log.expires(message)),
  removes: (log, [user], { seq }) => onMessage(log, seq, (message) => log.removes(user, message)),
  cuts: (log) => log.cut(),
  restores: (log, _, { flag }) => {
    if (flag) log.beginsEpoch()
  },
  joins: (log, [user]) => log.joins(user),
  rises: (log, [user]) => log.rises(user),
  leaves: (log, [user]) => log.leaves(user),
  tells: (log, [user, other], { flag, seq }) =>
    log.tells(user, { counted: flag || seq > 0, priority: seq > 3, links: flag ? mentionOf(other, seq) : undefined }),
  readsGroup: (log, [user], { flag, seq }) => log.hasReadGroup(user, flag ? undefined : seq),
  keepsGroup: (log, [user], { flag, seq }) => log.keepsOfGroup(user, flag ? 'TOP' : 'NOTE', `${seq}`),
  dismissed: (log, _, { flag, seq }) => {
    if (flag && seq > 2) log.dismissed()
  },
}

/** Few messages have any. */
function linksTo(user: UserId, seq: number): MessageRecord['links'] {
  return seq === 2 ? { replyTo: { seq, seqId: seq, sender: user }, mentions: { users: [user] } } : undefined
}

/** In a group. */
function mentionOf(user: UserId, seq: number): MessageRecord['links'] {
  return seq > 2 ? { mentions: seq > 4 ? { users: [], all: true } : { users: [user] } } : undefined
}

/** What somebody deleted for himself he does not find again. */
function hide(log: TestLog, message: MessageRecord, only: UserId): void {
  const { conversation, seq } = message
  const isHidden = log.entries.some(
    ({ record }) =>
      record.type === 'message-control' && record.conversation === conversation && record.target.seq === seq && record.only === only,
  )
  if (!isHidden) log.controls(message, 'delete', { only })
}

/** Nothing is done any more to a message that has expired. */
function onKept(log: TestLog, nth: number, use: (message: MessageRecord) => void): void {
  onMessage(log, nth, (message) => {
    const { conversation, seq } = message
    const isGone = log.entries.some(({ record }) => record.type === 'expiry' && record.conversation === conversation && record.seq >= seq)
    if (!isGone) use(message)
  })
}

/** Chooses among the newest messages. */
function onMessage(log: TestLog, nth: number, use: (message: MessageRecord) => void): void {
  const message = log.messages.at(-1 - nth)
  if (message) use(message)
}

/** A log of anything that people may do, in any order, cut into batches anywhere. */
export const arbitraryLog: fc.Arbitrary<TestLog> = fc.array(step, { maxLength: 60, size: 'max' }).map((steps) => {
  const log = new TestLog()
  for (const { does, two, flag, seq } of steps) doings[does]?.(log, two, { flag, seq })
  log.cut()
  return log
})

/** One of `0 … most`. */
export function upTo(fraction: number, most: number): number {
  return Math.min(most, Math.floor(fraction * (most + 1)))
}

export const fraction = fc.nat({ max: 999 }).map((thousandths) => thousandths / 1000)
