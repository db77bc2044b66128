import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '@magpie-im/journal'
import { chooseCutPoints } from '../power/cut-points.ts'
import { examineAll } from '../power/examiners.ts'
import { record, recordOf } from '../power/recording.ts'
import { builtProgram } from '../power/server-process.ts'
import { readSteps } from '../power/steps.ts'

const images = 20

/** A short power-cut run, without its control: what is planted is the control here. */
async function findingsOf(seed: number): Promise<string[]> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'magpie-planted-cut-'))
  const findings: string[] = []
  try {
    await record({ folder, seed, runs: 2, messagesPerRun: 40, syncMicroseconds: 300 })
    const random = seeded(seed + 2)
    const points = chooseCutPoints(readSteps(recordOf(folder)), images, random)
    const cuts = points.map((step, number) => ({ number, step, seed: Math.floor(random() * 2 ** 31) }))
    const onExamined = (examined: { readonly findings: readonly string[] }) => void findings.push(...examined.findings)
    await examineAll({ folder, cuts, withoutSync: false, program: builtProgram, onExamined })
    return findings
  } finally {
    rmSync(folder, { recursive: true })
  }
}

process.once('disconnect', () => process.exit(1))
process.on('message', async (seed: number) => process.send?.(await findingsOf(seed)))
process.send?.('ready')
