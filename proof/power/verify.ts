import { join } from 'node:path'
import { examine } from '@magpie-im/cli'
import { type FilesJournal, openFilesJournal } from '@magpie-im/journal'
import { idempotenceKey, type JournalRecord, type MessageRecord } from '@magpie-im/model'
import { systemClock as clock } from '@magpie-im/server'
import { WritersState } from '@magpie-im/services'
import { openSqlite } from '@magpie-im/storage'
import { Kept } from './kept.ts'
import { project } from './project.ts'
import type { Nanoseconds, Promises } from './promises.ts'
import { silent } from './silent.ts'

export interface Verdict {
  /** In words; none: all is well. */
  readonly findings: readonly string[]
  /** Whether it could not even be opened. */
  readonly refused: boolean
  /** Messages that were acknowledged by then. */
  readonly acked: number
}

interface Image {
  readonly data: string
  /** When the power went. */
  readonly at: Nanoseconds
  readonly promises: Promises
  /** Whether the read model is made anew too, which takes its time. */
  readonly rebuild: boolean
}

/** Opens what a power cut left, as a start does, and holds it against what was promised until then. */
export async function verify({ data, at, promises, rebuild }: Image): Promise<Verdict> {
  const kept = new Kept(promises, at)
  try {
    const findings = [...(await openAll(data, kept, rebuild)), ...(await diagnose(data))]
    return { findings, refused: false, acked: kept.acked.length }
  } catch (error) {
    return { findings: [`it does not open: ${error}`], refused: true, acked: kept.acked.length }
  }
}

async function openAll(data: string, kept: Kept, rebuild: boolean): Promise<string[]> {
  const folder = join(data, 'journal')
  const journal = await openFilesJournal({ folder, clock, log: silent, keyOf, segmentBytes: 2 * 1024 * 1024 })
  try {
    await new WritersState(clock).recover(journal)
    for await (const { entries } of journal.read(0, journal.durable)) for (const { record } of entries) kept.take(record)
    const findings = [...kept.findings(), ...unknownRepeats(journal, kept)]
    const { identity, durable } = journal
    const store = openSqlite({ file: join(data, 'magpie.db'), journal: identity, durable, log: silent })
    if (rebuild) await project({ store, folder, durable })
    await store.close()
    return findings
  } finally {
    await journal.close()
  }
}

/** Acknowledged messages whose repeat would not get the first one's result (I3). */
function unknownRepeats(journal: FilesJournal, kept: Kept): string[] {
  return kept.sample().flatMap((record) => {
    const [first] = journal.find(idempotenceKey(record) ?? '')
    const known = first?.type === 'message' && first.seqId === record.seqId
    return known ? [] : [`forgotten: a repeat of ${record.clientMessageId} would be stored again`]
  })
}

async function diagnose(data: string): Promise<string[]> {
  using examination = await examine(data, () => undefined)
  return examination.findings.filter(({ severity }) => severity === 'error').map(({ what }) => `the doctor says: ${what}`)
}

function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' ? idempotenceKey(record satisfies MessageRecord) : undefined
}
