import type { Correction, Inspection } from '@magpie-im/journal'
import type { Position } from '@magpie-im/model'
import type { SqliteInspection } from '@magpie-im/storage'
import { Fill } from './fill.ts'
import { type Gap, Sequences } from './sequences.ts'
import { CheckpointWitness, tellOfRows, type Witnesses } from './witnesses.ts'

interface Lost {
  readonly from: Position
  readonly to: Position | undefined
}

/** What of a data folder is damaged, gathered while its journal is walked, and what is known of what is lost. */
export class Damage implements Disposable {
  identity: string | undefined
  readonly corrections: { readonly base: Position; readonly file: string; readonly correction: Correction }[] = []
  /** Files that are better made again. */
  readonly expendable: string[] = []
  readonly regions: Lost[] = []
  readonly #folder: string
  readonly #database: SqliteInspection | undefined
  readonly #found = new Sequences()
  #checkpoint: CheckpointWitness | undefined
  #told = false
  #unfit = false
  /** The segments from here on cannot stay as they are. */
  #broken = Number.POSITIVE_INFINITY

  constructor(folder: string, database: SqliteInspection | undefined) {
    this.#folder = folder
    this.#database = database
    this.identity = database?.journal
  }

  take(step: Inspection): void {
    if (step.kind === 'journal') this.#begins(step.identity)
    if (step.kind === 'correction') this.corrections.push(step)
    if (step.kind === 'finding' && step.finding.expendable) this.expendable.push(step.finding.file)
    if (step.kind === 'broken') this.#broken = Math.min(this.#broken, step.base)
    if (step.kind === 'lost') this.#lose(step)
    if (step.kind !== 'records') return
    for (const { position, record } of step.batch.entries) {
      if (this.#checkpoint !== undefined && position >= this.#checkpoint.position) this.#tell()
      this.#found.add(record)
    }
  }

  /** The read model has more than the journal. */
  lostTail(from: Position): void {
    if (this.regions.at(-1)?.to !== undefined || this.regions.length === 0) this.#lose({ from, to: undefined })
  }

  databaseUnfit(): void {
    this.#unfit = true
  }

  get isDatabaseFit(): boolean {
    return this.#database !== undefined && !this.#unfit
  }

  get isDatabaseUnfit(): boolean {
    return this.#unfit
  }

  finish(): void {
    if (!this.lost) return
    this.#tell()
    if (this.#database !== undefined && this.isDatabaseFit) tellOfRows(this.#database, this.#found)
  }

  get lost(): boolean {
    return this.regions.length > 0
  }

  /** Whether records stay as they are and the files do not. */
  get rebuilds(): boolean {
    return this.identity !== undefined && (this.lost || this.#broken < Number.POSITIVE_INFINITY)
  }

  /** The segments before this one can be taken as they are. */
  get wholeBefore(): Position {
    return this.corrections.reduce((least, { base }) => Math.min(least, base), this.#broken)
  }

  /** Whether numbers may be lost that nothing left knows of: the read model does not have them all, such as those of groups. */
  get isUncertain(): boolean {
    const known = this.#checkpoint?.position ?? 0
    return this.regions.some(({ to }) => to === undefined || to > known)
  }

  get witnesses(): Witnesses {
    return { checkpoint: this.#checkpoint, database: this.isDatabaseFit ? this.#database : undefined }
  }

  fill(): Fill {
    return new Fill(this.#found, this.witnesses)
  }

  /** Each conversation that lost messages, in words. */
  *losses(): Iterable<string> {
    const fill = this.fill()
    for (const gap of this.#found.gaps) {
      const recoverable = [...fill.recoverable(gap)].length
      yield `${this.#nameOf(gap)}: ${messagesOf(gap)} cannot be read${restOf(gap, recoverable)}`
    }
    if (this.identity === undefined) yield 'nothing is left that a journal could be made from; restore a backup'
    if (this.isUncertain) yield 'more may be lost than anything here knows of: newer messages or groups than those that are left'
  }

  [Symbol.dispose](): void {
    this.#database?.[Symbol.dispose]()
  }

  #begins(identity: string): void {
    this.identity = identity
    this.#checkpoint = CheckpointWitness.open(this.#folder, identity)
    for (const epoch of this.#checkpoint?.epochs ?? []) this.#found.leavesOut(epoch)
    if (this.#database !== undefined && this.#database.journal !== identity) this.#unfit = true
  }

  #lose({ from, to }: Lost): void {
    this.regions.push({ from, to })
    this.#found.lost()
  }

  #tell(): void {
    if (this.#told) return
    this.#told = true
    this.#checkpoint?.tell(this.#found)
  }

  #nameOf({ conversation }: Gap): string {
    const { audience, names = [] } = this.#found.conversations.get(conversation) ?? {}
    const [first = 'unknown', second = 'unknown'] = names
    const who =
      audience === 'group' ? `the group ${first}` : audience === 'notice' ? `notices of ${first} for ${second}` : names.join(' and ')
    return `conversation ${conversation} (${who})`
  }
}

function messagesOf({ from, to }: Gap): string {
  return from === to ? `message ${from}` : `${to - from + 1} messages, ${from} to ${to},`
}

function restOf({ from, to }: Gap, recoverable: number): string {
  const all = to - from + 1
  if (recoverable === 0) return ` and nothing else has ${all === 1 ? 'it' : 'them'}`
  if (recoverable === all) return `; the read model has ${all === 1 ? 'it' : 'them'}`
  return `; the read model has ${recoverable} of them`
}
