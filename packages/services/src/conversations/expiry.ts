import type { ExpiryRecord, Stamps } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { Place } from './sequence.ts'
import type { Thread } from './thread.ts'

/** Messages up to `place`, which is durable and beyond what is expired already, are gone for everyone. */
export function expire(thread: Thread, place: Place, stamps: Stamps): Change {
  const before = thread.expired
  return {
    record: recordOf(thread, place, stamps),
    apply: () => void Object.assign(thread, { expired: place }),
    undo: () => void Object.assign(thread, { expired: before }),
  }
}

/** For a snapshot: nothing where nothing has expired. */
export function* expiryOf(thread: Thread, stamps: Stamps): Iterable<ExpiryRecord> {
  if (thread.expired.seq > 0) yield recordOf(thread, thread.expired, stamps)
}

function recordOf({ id, kind, parties }: Thread, { seq, seqId }: Place, stamps: Stamps): ExpiryRecord {
  return { type: 'expiry', stamp: stamps.next(), conversation: id, audience: kind, members: parties, seq, seqId }
}
