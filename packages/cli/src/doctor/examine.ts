import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Inspection, inspect } from '@magpie-im/journal'
import type { Position } from '@magpie-im/model'
import { inspectSqlite, type SqliteInspection } from '@magpie-im/storage'
import { compare } from './compare.ts'
import { Damage } from './damage.ts'
import { UploadedFiles } from './files.ts'
import { Fold } from './fold.ts'
import { openToOthers } from './permissions.ts'
import { RepairFolder } from './repair-folder.ts'

export interface Finding {
  /** `error`: a promise is broken; `warning`: the next start settles it by itself. */
  readonly severity: 'warning' | 'error'
  readonly what: string
}

export interface Examination extends Disposable {
  readonly users: number
  readonly conversations: number
  readonly messages: number
  readonly findings: readonly Finding[]
  readonly damage: Damage
}

export interface Progress {
  readonly file: string
  readonly done: number
  readonly total: number
}

/** Walks journal and read model of a folder nobody has open; changes nothing. Throws `JournalTooNew`. */
export async function examine(data: string, progressed: (progress: Progress) => void): Promise<Examination> {
  const findings: Finding[] = []
  const found = (severity: Finding['severity'], what: string) => void findings.push({ severity, what })
  const broken: Finding[] = []
  const fold = new Fold((what, position) => void broken.push({ severity: 'error', what: `${what} (journal position ${position})` }))
  const uploaded = new UploadedFiles()
  const folder = { journal: join(data, 'journal'), database: join(data, 'magpie.db'), files: join(data, 'files') }
  for (const what of strangenessOf(data)) found('warning', what)
  if (RepairFolder.unfinished(data) !== undefined) found('error', 'a repair was interrupted; doctor --repair carries it out to its end')
  const readModel = openReadModel(folder.database, found)
  const damage = new Damage(folder.journal, readModel)
  if (readModel === undefined && existsSync(folder.database)) damage.databaseUnfit()
  const comparison = new Comparison({ fold, readModel, damage, found, broke: (what) => void broken.push({ severity: 'error', what }) })
  if (!existsSync(folder.journal)) found('error', `there is no journal at ${folder.journal}`)
  for await (const step of inspect(folder.journal, { identity: readModel?.journal }))
    take(step, { fold, uploaded, found, progressed, comparison, damage })
  comparison.finish()
  damage.finish()
  // Where records are lost, everything that follows from them would be told again.
  if (damage.lost) for (const what of damage.losses()) found('error', what)
  else findings.push(...broken)
  for (const what of uploaded.missingOrAltered(folder.files)) found('error', what)
  for (const what of uploaded.inBucket(folder.files)) found('warning', what)
  if (!damage.lost) for (const what of uploaded.unknown(folder.files)) found('warning', what)
  return {
    users: fold.users.size,
    conversations: fold.conversations.size,
    messages: fold.messages,
    findings,
    damage,
    [Symbol.dispose]: () => damage[Symbol.dispose](),
  }
}

/** What is not as a server leaves it, and does it no harm. */
function* strangenessOf(data: string): Iterable<string> {
  for (const path of openToOthers(data)) yield `${path} can be read by others than its owner`
  if (!existsSync(join(data, 'secrets.json')))
    yield 'there is no secrets.json; the next start makes one, and tokens given out so far stop working'
}

type Found = (severity: Finding['severity'], what: string) => void

interface Walk {
  readonly fold: Fold
  readonly uploaded: UploadedFiles
  readonly found: Found
  readonly progressed: (progress: Progress) => void
  readonly comparison: Comparison
  readonly damage: Damage
}

function take(step: Inspection, { fold, uploaded, found, progressed, comparison, damage }: Walk): void {
  damage.take(step)
  if (step.kind === 'progress') progressed(step)
  if (step.kind === 'finding') found(step.finding.severity, `${step.finding.file}, byte ${step.finding.offset}: ${step.finding.what}`)
  if (step.kind !== 'records') return
  const [first] = step.batch.entries
  if (first !== undefined) comparison.before(first.position)
  for (const entry of step.batch.entries) {
    fold.add(entry)
    uploaded.add(entry.record)
  }
  comparison.reached(step.batch.end)
}

function openReadModel(file: string, found: Found): SqliteInspection | undefined {
  if (!existsSync(file)) {
    found('warning', `there is no read model at ${file}; the next start makes it`)
    return undefined
  }
  try {
    const readModel = inspectSqlite(file)
    if (readModel.isCurrent) return readModel
    readModel[Symbol.dispose]()
    found('warning', `${file} is of another version; the next start makes it again`)
    return undefined
  } catch {
    found('warning', `${file} is no readable database; the next start makes it again`)
    return undefined
  }
}

interface ComparisonOptions {
  readonly fold: Fold
  readonly readModel: SqliteInspection | undefined
  readonly damage: Damage
  readonly found: Found
  /** What would be another word for records that are lost. */
  readonly broke: (what: string) => void
}

/** Compares the read model with the journal when the walk is where the read model's watermark is. */
class Comparison {
  readonly #options: ComparisonOptions
  readonly #readModel: SqliteInspection | undefined
  #done = false
  #end: Position = 0

  constructor(options: ComparisonOptions) {
    this.#options = options
    this.#readModel = options.readModel
  }

  /** The records from `position` on are about to be folded. */
  before(position: Position): void {
    if (this.#readModel !== undefined && position >= this.#readModel.watermark) this.#compare()
  }

  reached(end: Position): void {
    this.#end = end
  }

  finish(): void {
    const { damage, found } = this.#options
    if (this.#readModel === undefined) return
    if (damage.identity !== undefined && damage.identity !== this.#readModel.journal) {
      found('warning', 'the read model belongs to another journal; the next start makes it again')
      damage.databaseUnfit()
      return
    }
    if (this.#readModel.watermark > this.#end) {
      const { watermark } = this.#readModel
      found('error', `I11: the read model knows records up to position ${watermark}, the journal ends at ${this.#end}: its end is lost`)
      damage.lostTail(this.#end)
    }
    this.#compare()
  }

  #compare(): void {
    const { fold, damage, found, broke } = this.#options
    if (this.#done || this.#readModel === undefined) return
    this.#done = true
    try {
      for (const wrong of this.#readModel.findDamage()) {
        damage.databaseUnfit()
        found('warning', `the read model is damaged (${wrong}); delete it and the next start makes it again`)
      }
      if (damage.isDatabaseFit) for (const what of compare(fold, this.#readModel)) broke(what)
    } catch {
      damage.databaseUnfit()
      found('warning', 'the read model cannot be read to its end; delete it and the next start makes it again')
    }
  }
}
