import { growthOf } from './growth.ts'
import type { SoakResult } from './run.ts'
import type { Sample } from './sample.ts'

/** One thing that must hold. */
export interface Judgement {
  readonly what: string
  /** Undefined: the run was too short to say. */
  readonly holds: boolean | undefined
  readonly found: string
}

const mebibyte = 2 ** 20
/** Judged in less, any memory in use looks like growth. */
const leastSeconds = 120
/** Of the run; what fills up by design is full by then. */
const warmUp = 1 / 3

/** What may be gained while it is judged: so much, or so large a part of where it lay. */
const bounds = [
  { what: 'heap after collection', of: (sample: Sample) => sample.heapUsed, least: 4 * mebibyte, part: 0.05 },
  { what: 'memory outside the heap', of: (sample: Sample) => sample.external, least: 4 * mebibyte, part: 0.1 },
  // The database keeps up to 64 MiB of its pages, the allocator what it was given back, and the heaps of the other threads are collected at other moments.
  { what: 'RSS', of: (sample: Sample) => sample.rss, least: 96 * mebibyte, part: 0.1 },
] as const

/** A message of a few hundred bytes, and all that is done with it: read marks, revocations, rows, indexes. */
const mostJournalBytes = 1024
const mostDatabaseBytes = 2048
/** What is opened when it is first needed: the journal's next file, at most 16 of its files by each of two readers, its indexes of ids. */
const fewFiles = 40
const fewThreads = 2
const mostLag = 8 * mebibyte
/** Below it, what is stored once weighs more than messages do. */
const fewestMessages = 20_000

export function judge(result: SoakResult): Judgement[] {
  const { samples, complaints, exitCode } = result
  const lag = samples.at(-1)?.readModelLag ?? 0
  return [
    ...bounds.map((bound) => judgeMemory(result, bound)),
    ...judgeHandles(result),
    ...judgeSizes(samples),
    { what: 'read model keeps up', holds: lag <= mostLag, found: `${lag} bytes behind at the end` },
    { what: 'nothing wrong was answered', holds: complaints.length === 0, found: `${complaints.length} complaints` },
    { what: 'stops in peace', holds: exitCode === 0, found: `code ${exitCode}` },
  ]
}

function judgeHandles({ samples, before, after }: SoakResult): Judgement[] {
  const threads = samples.reduce((most, sample) => Math.max(most, sample.threads), 0)
  return [
    { what: 'sockets are closed', holds: after.sockets <= before.sockets, found: `${before.sockets} before, ${after.sockets} after` },
    { what: 'files are closed', holds: after.files <= before.files + fewFiles, found: `${before.files} before, ${after.files} after` },
    {
      what: 'threads end',
      holds: after.threads <= before.threads + fewThreads,
      found: `${before.threads} before, at most ${threads}, ${after.threads} after`,
    },
  ]
}

function judgeMemory({ samples, seconds }: SoakResult, { what, of, least, part }: (typeof bounds)[number]): Judgement {
  const readings = samples.map((sample) => ({ seconds: sample.seconds, value: of(sample) }))
  const growth = seconds * (1 - warmUp) < leastSeconds ? undefined : growthOf(readings, seconds * warmUp)
  if (growth === undefined) return { what, holds: undefined, found: 'too short a run' }
  const most = Math.max(least, growth.start * part)
  return {
    what,
    holds: growth.growth <= most,
    found: `${inMebibytes(growth.growth)} on ${inMebibytes(growth.start)}, at most ${inMebibytes(most)}`,
  }
}

function judgeSizes(samples: readonly Sample[]): Judgement[] {
  const [first, last] = [samples[0], samples.at(-1)]
  const messages = (last?.messages ?? 0) - (first?.messages ?? 0)
  const sizes = [
    { what: 'journal', bytes: (last?.journalWritten ?? 0) - (first?.journalWritten ?? 0), most: mostJournalBytes },
    { what: 'database', bytes: (last?.database ?? 0) - (first?.database ?? 0), most: mostDatabaseBytes },
  ]
  return sizes.map(({ what, bytes, most }) => ({
    what: `${what} per message`,
    holds: messages < fewestMessages ? undefined : bytes <= most * messages,
    found: `${Math.round(bytes / Math.max(1, messages))} bytes, at most ${most}`,
  }))
}

function inMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(1)} MiB`
}
