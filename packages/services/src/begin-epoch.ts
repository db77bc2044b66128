import type { Clock, EpochRecord, Journal } from '@magpie-im/model'
import { commit } from './commit.ts'
import type { WritersState } from './state.ts'

/** More of a kind than a server gives between its last backup and its end. Some clients hold numbers in 32 bits. */
const gap = 1_000_000
/** By how much the clock here may be behind the one of the server that is lost. */
const gapUs = 10_000_000

/** The first change after a restore: from here on nothing is given that the lost part of the journal may have given (I2). */
export async function beginEpoch(
  { journal, state, clock }: { readonly journal: Journal; readonly state: WritersState; readonly clock: Clock },
  backup: EpochRecord['backup'],
): Promise<EpochRecord> {
  const { stamps, epochs } = state
  stamps.observe(Math.max(stamps.last, clock.now() * 1000) + gapUs)
  const { seq, conversation, user, group } = state.given()
  const record: EpochRecord = {
    type: 'epoch',
    stamp: stamps.next(),
    number: (epochs.latest?.number ?? 0) + 1,
    backup,
    above: { seq: seq + gap, conversation: conversation + gap, user: user + gap, group: group + gap },
  }
  await commit(journal, [{ record, apply: () => state.enter(record), undo: () => epochs.takeBack(record) }])
  return record
}
