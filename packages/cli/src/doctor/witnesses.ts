import { newestCheckpoint } from '@magpie-im/journal'
import type { ConversationId, EpochRecord, GroupRecord, JournalRecord, Position, UserRecord } from '@magpie-im/model'
import type { SqliteInspection } from '@magpie-im/storage'
import type { Sequences } from './sequences.ts'

/** What knows of lost records besides the journal. */
export interface Witnesses {
  readonly checkpoint: Omit<CheckpointWitness, 'tell'> | undefined
  /** The read model, if it is this journal's and sound. */
  readonly database: SqliteInspection | undefined
}

/** The writers' state as the newest checkpoint has it. */
export class CheckpointWitness {
  /** Everything before this is in it. */
  readonly position: Position
  readonly records: readonly JournalRecord[]
  readonly users = new Map<string, UserRecord>()
  readonly groups = new Map<ConversationId, GroupRecord>()
  /** Oldest first. */
  readonly epochs: EpochRecord[] = []

  private constructor(position: Position, records: readonly JournalRecord[]) {
    this.position = position
    this.records = records
    for (const record of records) {
      if (record.type === 'user') this.users.set(record.id, record)
      if (record.type === 'epoch') this.epochs.push(record)
      if (record.type === 'group') this.groups.set(record.conversation, record)
    }
  }

  static open(folder: string, identity: string): CheckpointWitness | undefined {
    const found = newestCheckpoint(folder, identity)
    return found && new CheckpointWitness(found.position, [...found.records].flat())
  }

  /** Tells how far everything had come, to whom it may be that it lost something before. */
  tell(sequences: Sequences): void {
    for (const record of this.records) {
      if (record.type === 'conversation') {
        const { conversation, members, lastSeq: seq, lastSeqId: seqId, ordinals } = record
        sequences.begins(conversation, 'single', members)
        sequences.stands(conversation, { seq, seqId, ordinal: ordinals[0] + ordinals[1] })
        for (const side of [0, 1] as const) sequences.sentBy(conversation, members[side], ordinals[side])
      }
      if (record.type === 'notices' || record.type === 'group') {
        const { conversation, lastSeq: seq, lastSeqId: seqId, ordinal } = record
        if (record.type === 'notices') sequences.begins(conversation, 'notice', [record.app, record.user])
        else sequences.begins(conversation, 'group', [record.id])
        sequences.stands(conversation, { seq, seqId, ordinal })
      }
      if (record.type === 'membership') sequences.sentBy(record.conversation, record.user, record.senderOrdinal)
    }
  }
}

/** The same of the read model, which has the messages themselves. */
export function tellOfRows(database: SqliteInspection, sequences: Sequences): void {
  for (const { conversation, members } of database.pairs()) sequences.begins(conversation, 'single', members)
  for (const { conversation, lastSeq } of database.conversations()) {
    const newest = database.message(conversation, lastSeq)
    if (newest === undefined) continue
    const { audience, sender, recipient, app, seq, seqId, ordinal, senderOrdinal } = newest
    if (audience === 'group') sequences.begins(conversation, audience, [recipient])
    else sequences.begins(conversation, audience, audience === 'notice' ? [app ?? '', recipient] : [sender, recipient])
    sequences.stands(conversation, { seq, seqId, ordinal })
    sequences.sentBy(conversation, sender, senderOrdinal)
    const other = audience === 'single' && database.parties(conversation)?.find((user) => user !== sender)
    if (other) sequences.sentBy(conversation, other, ordinal - senderOrdinal)
  }
}
