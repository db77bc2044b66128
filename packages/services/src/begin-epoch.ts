import type { Clock, EpochRecord, GivenNumbers, Journal } from '@magpie-im/model'
import { commit } from './commit.ts'
import type { WritersState } from './state.ts'

/** More of a kind than a server gives between its last backup and its end. */
const gap = 1_000_000
/**
 * And more than one gives in a second on and on: an earlier restore of this backup may have given numbers since. Some clients
 * hold those of users and groups in 32 bits.
 */
const perSecond = { seq: 100, conversation: 100, user: 10, group: 10 }
/** By how much the clock here may be behind the one of the server that is lost. */
const gapUs = 10_000_000

interface EpochPorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly clock: Clock
}

/**
 * The first change after a restore: from here on nothing is given that the lost part of the journal may have given (I2).
 * `known`: a state that knows more of what was given than the one that goes on.
 */
export async function beginEpoch(
  { journal, state, clock }: EpochPorts,
  backup: EpochRecord['backup'],
  known: Pick<WritersState, 'given' | 'stamps'> = state,
): Promise<EpochRecord> {
  const { stamps, epochs } = state
  stamps.observe(Math.max(stamps.last, known.stamps.last, clock.now() * 1000) + gapUs)
  const record: EpochRecord = {
    type: 'epoch',
    stamp: stamps.next(),
    number: (epochs.latest?.number ?? 0) + 1,
    backup,
    above: floorAbove(known.given(), Math.max(0, Math.floor((clock.now() - backup.at) / 1000))),
  }
  await commit(journal, [{ record, apply: () => state.enter(record), undo: () => epochs.takeBack(record) }])
  return record
}

function floorAbove({ seq, conversation, user, group }: GivenNumbers, seconds: number): GivenNumbers {
  return {
    seq: seq + gap + seconds * perSecond.seq,
    conversation: conversation + gap + seconds * perSecond.conversation,
    user: user + gap + seconds * perSecond.user,
    group: group + gap + seconds * perSecond.group,
  }
}
