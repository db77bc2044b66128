import type { GivenReaction, JournalRecord, PinnedMessage, PinRecord, ReactionCount, ReactionRecord, UserId } from '@magpie-im/model'

/** Which messages of its conversation have nothing on them any more after a record; undefined: it changes nothing in that. */
export function goneAfter(record: JournalRecord): ((seq: number) => boolean) | undefined {
  if (record.type === 'expiry') return (seq) => seq <= record.seq
  if (record.type !== 'message-control' || record.only !== undefined || record.action === 'override') return undefined
  return (seq) => seq === record.target.seq
}

/** After a record, which is there only where something changed. */
export function countOf(
  before: ReactionCount | undefined,
  { target, emoji, by, on, stamp }: ReactionRecord,
  reader: UserId,
): ReactionCount {
  const { count, mine, since } = before ?? { count: 0, mine: false, since: stamp }
  return { seq: target.seq, emoji, count: Math.max(0, count + (on ? 1 : -1)), mine: by === reader ? on : mine, since }
}

export function reactionOf({ by, emoji, stamp }: ReactionRecord): GivenReaction {
  return { user: by, emoji, at: stamp }
}

export function pinOf({ target, by, stamp }: PinRecord): PinnedMessage {
  return { seq: target.seq, seqId: target.seqId, by, at: stamp }
}

type Place = Pick<GivenReaction, 'emoji' | 'user'>

/** As databases order them. */
export function byBytes(a: Place, b: Place): number {
  return Buffer.compare(Buffer.from(a.emoji), Buffer.from(b.emoji)) || Buffer.compare(Buffer.from(a.user), Buffer.from(b.user))
}
