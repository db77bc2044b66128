import { existsSync } from 'node:fs'
import { type Inspection, inspect } from '@magpie-im/journal'
import { inspectSqlite, type SqliteInspection } from '@magpie-im/storage'
import { compare } from './compare.ts'
import { Fold } from './fold.ts'

export interface Finding {
  /** `error`: a promise is broken; `warning`: the next start settles it by itself. */
  readonly severity: 'warning' | 'error'
  readonly what: string
}

export interface Examination {
  readonly users: number
  readonly conversations: number
  readonly messages: number
  readonly findings: readonly Finding[]
}

export interface Progress {
  readonly file: string
  readonly done: number
  readonly total: number
}

/** Walks journal and read model of a folder nobody has open; changes nothing. */
export async function examine(
  folder: { journal: string; database: string },
  progressed: (progress: Progress) => void,
): Promise<Examination> {
  const findings: Finding[] = []
  const found = (severity: Finding['severity'], what: string) => void findings.push({ severity, what })
  const fold = new Fold((what, position) => found('error', `${what} (journal position ${position})`))
  using readModel = openReadModel(folder.database, found)
  const comparison = new Comparison(fold, readModel, found)
  if (!existsSync(folder.journal)) found('error', `there is no journal at ${folder.journal}`)
  else for await (const step of inspect(folder.journal)) take(step, { fold, found, progressed, comparison })
  comparison.finish()
  return { users: fold.users.size, conversations: fold.conversations.size, messages: fold.messages, findings }
}

type Found = (severity: Finding['severity'], what: string) => void

interface Walk {
  readonly fold: Fold
  readonly found: Found
  readonly progressed: (progress: Progress) => void
  readonly comparison: Comparison
}

function take(step: Inspection, { fold, found, progressed, comparison }: Walk): void {
  if (step.kind === 'progress') progressed(step)
  if (step.kind === 'finding') found(step.finding.severity, `${step.finding.file}, byte ${step.finding.offset}: ${step.finding.what}`)
  if (step.kind !== 'records') return
  const [first] = step.batch.entries
  if (first !== undefined) comparison.before(first.position)
  for (const entry of step.batch.entries) fold.add(entry)
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

/** Compares the read model with the journal when the walk is where the read model's watermark is. */
class Comparison {
  readonly #fold: Fold
  readonly #readModel: SqliteInspection | undefined
  readonly #found: Found
  #done = false
  #end = 0

  constructor(fold: Fold, readModel: SqliteInspection | undefined, found: Found) {
    this.#fold = fold
    this.#readModel = readModel
    this.#found = found
  }

  /** The records from `position` on are about to be folded. */
  before(position: number): void {
    if (this.#readModel !== undefined && position >= this.#readModel.watermark) this.#compare()
  }

  reached(end: number): void {
    this.#end = end
  }

  finish(): void {
    if (this.#readModel === undefined) return
    if (this.#readModel.watermark > this.#end) {
      this.#found(
        'error',
        `I11: the read model knows records up to position ${this.#readModel.watermark}, the journal ends at ${this.#end}: its end is lost`,
      )
      return
    }
    this.#compare()
  }

  #compare(): void {
    if (this.#done || this.#readModel === undefined) return
    this.#done = true
    try {
      for (const damage of this.#readModel.findDamage())
        this.#found('warning', `the read model is damaged (${damage}); delete it and the next start makes it again`)
      for (const what of compare(this.#fold, this.#readModel)) this.#found('error', what)
    } catch {
      this.#found('warning', 'the read model cannot be read to its end; delete it and the next start makes it again')
    }
  }
}
