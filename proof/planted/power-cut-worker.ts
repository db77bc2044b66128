import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from '@magpie-im/journal'
import { chooseCutPoints } from '../power/cut-points.ts'
import { examineAll } from '../power/examiners.ts'
import { type Recording, record, recordOf } from '../power/recording.ts'
import { builtProgram } from '../power/server-process.ts'
import { readSteps } from '../power/steps.ts'

const images = 40

/** A short power-cut run, without its control: what is planted is the control here. */
async function findingsOf(seed: number): Promise<string[]> {
  const folder = join(process.argv[2] ?? '', `${seed}`)
  mkdirSync(folder, { recursive: true })
  const findings: string[] = []
  try {
    const recording = await record({ folder, seed, runs: 1, messagesPerRun: 100, syncMicroseconds: 300 })
    const random = seeded(seed + 2)
    const cuts = cutPointsIn(folder, recording, random).map((step, i) => ({ number: i + 1, step, seed: Math.floor(random() * 2 ** 31) }))
    const onExamined = (examined: { readonly findings: readonly string[] }) => void findings.push(...examined.findings)
    await examineAll({ folder, cuts, withoutSync: false, program: builtProgram, onExamined })
    return findings
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Only behind the first acknowledgement: before it little was promised that could be lost. */
function cutPointsIn(folder: string, { promises }: Recording, random: () => number): number[] {
  const firstAck = Math.min(...promises.messages.flatMap(({ acked }) => acked?.at ?? []))
  const steps = readSteps(recordOf(folder))
  const before = steps.findLastIndex(({ time }) => time < firstAck) + 1
  return chooseCutPoints(steps.slice(before), images, random).map((step) => before + step)
}

process.once('disconnect', () => process.exit(1))
process.on('message', async (seed: number) => process.send?.(await findingsOf(seed)))
process.send?.('ready')
