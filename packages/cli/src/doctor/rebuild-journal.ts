import { beginCopy, type FilesJournal, inspect } from '@magpie-im/journal'
import { type Clock, type Entry, ImError, idempotenceKey, type JournalRecord, type Position, type Stamp } from '@magpie-im/model'
import { openJournal, openLog } from '@magpie-im/server'
import { beginEpoch, WritersState } from '@magpie-im/services'
import type { Damage } from './damage.ts'
import type { Progress } from './examine.ts'
import type { Fill } from './fill.ts'

interface Rebuilding {
  /** The damaged journal, which stays as it is. */
  readonly from: string
  readonly to: string
  readonly damage: Damage
  readonly clock: Clock
  readonly progressed: (progress: Progress) => void
}

/**
 * Writes a journal with everything that can be read of a damaged one, in its order, and what stands for the rest. It goes on
 * from the state of the last checkpoint, which knows more than the records that are left.
 */
export async function rebuildJournal({ from, to, damage, clock, progressed }: Rebuilding): Promise<void> {
  const { identity, wholeBefore } = damage
  if (identity === undefined) throw new ImError('Internal')
  beginCopy(from, to, { before: wholeBefore, identity })
  const journal = await openJournal({ folder: to, log: openLog('warn') })
  try {
    const writer = new Writer(journal)
    const behindCheckpoint = await copyRecords({ from, damage, progressed }, writer)
    await writer.settled()
    const state = await stateOf(journal, damage, { behindCheckpoint, clock })
    if (damage.isUncertain) await beginEpoch({ journal, state, clock }, { at: clock.now(), position: journal.durable })
    await journal.checkpoint(state.snapshot())
  } finally {
    await journal.close()
  }
}

/** Gives where in the new journal the records begin that the checkpoint does not know of; undefined: there are none. */
async function copyRecords({ from, damage, progressed }: Pick<Rebuilding, 'from' | 'damage' | 'progressed'>, writer: Writer) {
  const copying = new Copying(damage, writer)
  for await (const step of inspect(from, { identity: damage.identity })) {
    if (step.kind === 'progress') progressed(step)
    if (step.kind === 'lost') await copying.fillNext()
    if (step.kind === 'records') for (const entry of step.batch.entries) await copying.take(entry)
  }
  await copying.fillRest()
  return copying.behindCheckpoint
}

class Copying {
  behindCheckpoint: Position | undefined
  readonly #damage: Damage
  readonly #writer: Writer
  readonly #fill: Fill
  readonly #known: Position
  #region = 0

  constructor(damage: Damage, writer: Writer) {
    this.#damage = damage
    this.#writer = writer
    this.#fill = damage.fill()
    this.#known = damage.witnesses.checkpoint?.position ?? Number.POSITIVE_INFINITY
  }

  async take({ record, position }: Entry): Promise<void> {
    this.#fill.wrote(record)
    const isCopied = position < this.#damage.wholeBefore
    const place = isCopied ? position : await this.#writer.append(record)
    if (position >= this.#known) this.behindCheckpoint ??= place
  }

  async fillNext(): Promise<void> {
    const { from = 0 } = this.#damage.regions[this.#region] ?? {}
    for (const record of this.#fill.region(this.#region)) {
      const place = await this.#writer.append(record)
      if (from >= this.#known) this.behindCheckpoint ??= place
    }
    this.#region++
  }

  async fillRest(): Promise<void> {
    while (this.#region < this.#damage.regions.length) await this.fillNext()
  }
}

const mostUnsettled = 2_000

/** Appends as fast as the disk takes it. */
class Writer {
  readonly #journal: FilesJournal
  #unsettled = 0
  #failure: Error | undefined

  constructor(journal: FilesJournal) {
    this.#journal = journal
  }

  async append(record: JournalRecord): Promise<Position> {
    const key = record.type === 'message' ? idempotenceKey(record) : undefined
    const outcome = {
      durable: () => undefined,
      failed: (error: Error) => {
        this.#failure = error
      },
    }
    const position = this.#journal.append(record, outcome, key)
    this.#unsettled++
    if (this.#unsettled >= mostUnsettled) await this.settled()
    return position
  }

  /** Throws when a record could not be written. */
  async settled(): Promise<void> {
    await new Promise<void>((durable, failed) => this.#journal.barrier({ durable, failed }))
    this.#unsettled = 0
    if (this.#failure !== undefined) throw this.#failure
  }
}

async function stateOf(
  journal: FilesJournal,
  damage: Damage,
  { behindCheckpoint, clock }: { behindCheckpoint: Position | undefined; clock: Clock },
): Promise<WritersState> {
  const told = new WritersState(clock)
  await told.recover({ recover: () => recordsOf(journal, 0) })
  const { checkpoint } = damage.witnesses
  if (checkpoint === undefined) return told
  const known = new WritersState(clock)
  const { records } = checkpoint
  await known.recover({
    async *recover() {
      yield records
      if (behindCheckpoint !== undefined) yield* recordsOf(journal, behindCheckpoint)
    },
  })
  await appendDifference(journal, told, known)
  return known
}

async function* recordsOf(journal: FilesJournal, from: Position): AsyncIterable<readonly JournalRecord[]> {
  for await (const { entries } of journal.read(0, journal.durable)) {
    const records = entries.filter(({ position }) => position >= from).map(({ record }) => record)
    if (records.length > 0) yield records
  }
}

/** Where numbers and members stand is told by the records themselves. */
const ofSequences: ReadonlySet<JournalRecord['type']> = new Set(['conversation', 'notices', 'group', 'membership', 'epoch'])

/** What the checkpoint knows and the records that are left do not tell, as later records. */
async function appendDifference(journal: FilesJournal, told: WritersState, known: WritersState): Promise<void> {
  const have = new Set([...told.snapshot()].map(contentOf))
  const writer = new Writer(journal)
  for (const record of [...known.snapshot()]) {
    if (ofSequences.has(record.type) || have.has(contentOf(record))) continue
    await writer.append({ ...record, stamp: known.stamps.next() })
  }
  await writer.settled()
}

function contentOf(record: JournalRecord): string {
  const stamp: Stamp = 0
  return JSON.stringify({ ...record, stamp })
}
