import fs from 'node:fs'
import { type Figures, makeTemplate, planOf, simulate, temporaryRoot, type Wrong } from '@magpie-im/simulation'

/** What became of one seed. */
export interface Report {
  readonly seed: number
  readonly figures: Figures
  readonly faults: readonly (readonly [string, number])[]
  readonly wrongs: readonly Wrong[]
}

// Nobody looks at where an expected error came from; `explain` lives a bad seed again with this.
Error.stackTraceLimit = 0

/** Somebody else may want to know where it works. */
const root = process.argv[2] ?? temporaryRoot()
process.once('exit', () => fs.rmSync(root, { recursive: true, force: true }))
// Whoever gave the seeds is gone, or has no more of them.
process.once('disconnect', () => process.exit())
const template = await makeTemplate(root)

process.on('message', async (seed: number) => {
  const { figures, faults, wrongs } = await simulate(planOf(seed), { template, folder: root })
  const report: Report = { seed, figures, faults: [...faults], wrongs: wrongs.slice(0, 20) }
  process.send?.(report)
})
process.send?.('ready')
