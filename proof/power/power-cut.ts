import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '@magpie-im/journal'
import { chooseCutPoints } from './cut-points.ts'
import { differences } from './differences.ts'
import type { Cut, Examined } from './examination.ts'
import { examineAll } from './examiners.ts'
import { type Recording, record, recordOf } from './recording.ts'
import { Replay } from './replay.ts'
import { builtProgram } from './server-process.ts'
import { readSteps, type Step } from './steps.ts'

export interface PowerCutOptions {
  readonly images: number
  readonly seed: number
  readonly runs: number
  readonly messagesPerRun: number
  readonly program?: string
  /** A line of progress. */
  readonly say: (line: string) => void
}

export interface PowerCutReport {
  readonly images: number
  /** Different moments at which the power went. */
  readonly cutPoints: number
  /** Messages that were acknowledged in all. */
  readonly acked: number
  readonly refused: number
  /** What was acknowledged and is gone, over all images. */
  readonly lost: number
  /** Whatever else is wrong, over all images. */
  readonly wrong: number
  /** Of so many images of a disk that never syncs, so many were found broken. */
  readonly control: { readonly images: number; readonly broken: number }
  /** The first findings, in words. */
  readonly findings: readonly string[]
  /** Where record and images lie, if something was found. */
  readonly kept: string | undefined
}

const mostFindings = 20
const syncMicroseconds = 300
const sayEach = 50
const controls = 10

export const isGood = ({ findings, control }: Pick<PowerCutReport, 'findings' | 'control'>) => findings.length === 0 && control.broken > 0

/** Records a server under load, then cuts the power of its disk again and again. */
export async function powerCut(options: PowerCutOptions): Promise<PowerCutReport> {
  const { seed, images, program = builtProgram, say } = options
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'magpie-power-cut-'))
  let good = false
  try {
    const onRun = (run: number, ending: string, acked: number) => say(`run ${run + 1} of ${options.runs} ended (${ending}): ${acked} acked`)
    const recording = await record({ ...options, program, folder, syncMicroseconds, onRun })
    const steps = readSteps(recordOf(folder))
    const cuts = cutsOf(steps, images, seed)
    const examine = (some: readonly Cut[], withoutSync: boolean) => examineSome({ folder, cuts: some, withoutSync, program, say })
    const examined = await examine(cuts, false)
    const control = await examine(someOf(cuts.filter((cut) => hasSomethingToLose(cut, steps, recording))), true)
    const report = reportOf({ examined, control, recording, unseen: unseenIn(steps, recording) })
    good = isGood(report)
    return { ...report, kept: good ? undefined : folder }
  } finally {
    if (good) rmSync(folder, { recursive: true })
  }
}

/** What the record does not tell: with it no verdict counts. */
function unseenIn(steps: readonly Step[], recording: Recording): string[] {
  const replay = new Replay(steps, recording)
  replay.to(steps.length)
  return differences(replay.disk.cached(), recording.root)
}

function cutsOf(steps: readonly Step[], images: number, seed: number): Cut[] {
  const random = seeded(seed + 2)
  return chooseCutPoints(steps, images, random).map((step, number) => ({ number, step, seed: Math.floor(random() * 2 ** 31) }))
}

/** Something was acknowledged since the start before it: what is there at a start is not lost by a disk that never syncs. */
function hasSomethingToLose({ step }: Cut, steps: readonly Step[], { promises }: Recording): boolean {
  const started = steps.slice(0, step).findLast(({ kind }) => kind === 'start')?.time ?? 0
  const cut = steps[step]?.time ?? Number.POSITIVE_INFINITY
  return promises.messages.some(({ acked }) => acked !== undefined && acked.at > started && acked.at < cut)
}

/** Enough for a control, from all over the record. */
function someOf(cuts: readonly Cut[]): Cut[] {
  const each = Math.max(1, Math.floor(cuts.length / controls))
  return cuts.filter((_, i) => i % each === each - 1)
}

interface Some {
  readonly folder: string
  readonly cuts: readonly Cut[]
  readonly withoutSync: boolean
  readonly program: string
  readonly say: (line: string) => void
}

async function examineSome({ say, ...work }: Some): Promise<Examined[]> {
  const what = work.withoutSync ? 'images of a disk that never syncs' : 'images'
  const done: Examined[] = []
  const onExamined = (examined: Examined) => {
    done.push(examined)
    if (done.length % sayEach === 0 || done.length === work.cuts.length) say(`${done.length} of ${work.cuts.length} ${what}`)
  }
  await examineAll({ ...work, onExamined })
  return done.sort((a, b) => a.cut.number - b.cut.number)
}

interface Results {
  readonly examined: readonly Examined[]
  readonly control: readonly Examined[]
  readonly recording: Recording
  readonly unseen: readonly string[]
}

function reportOf({ examined, control, recording, unseen }: Results): Omit<PowerCutReport, 'kept'> {
  const all = examined.flatMap(({ findings }) => findings)
  const lost = all.filter((finding) => finding.startsWith('lost')).length
  const refused = examined.filter((one) => one.refused).length
  const told = examined.flatMap(({ cut, findings }) =>
    findings.map((finding) => `image ${cut.number}, cut behind step ${cut.step}: ${finding}`),
  )
  const failed = [...(recording.failure === undefined ? [] : [recording.failure]), ...unseen.map((what) => `not recorded: ${what}`)]
  return {
    images: examined.length,
    cutPoints: new Set(examined.map(({ cut }) => cut.step)).size,
    acked: recording.promises.messages.filter(({ acked }) => acked !== undefined).length,
    refused,
    lost,
    wrong: all.length - lost - refused,
    control: { images: control.length, broken: control.filter(({ findings }) => findings.length > 0).length },
    findings: [...failed, ...told].slice(0, mostFindings),
  }
}
