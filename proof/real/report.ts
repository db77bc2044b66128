import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { circumstances } from '../../bench/report.ts'
import { drawPlot, type Marks } from '../../tools/plot/plot.ts'
import { faultNames, faultTitles } from './faults.ts'
import type { RunResult, RunSettings } from './run.ts'
import type { Second } from './series.ts'
import type { Verdict } from './verdict.ts'

/** Of a round; all are in its own file. */
const mostFindings = 100

/** Writes `report.json` and `plot.svg`. */
export function writeReport(settings: RunSettings, result: RunResult, verdict: Verdict): void {
  const { minutes, seed, users, rate, folder } = settings
  const facts = circumstances()
  const rounds = result.rounds.map((round) => ({ ...round, findings: round.findings.slice(0, mostFindings) }))
  const report = { prove: { minutes, seed, users, rate }, ...facts, ...verdict, ...result, rounds }
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report)}\n`)
  const { cpu, cores, node } = facts.machine
  const title = `${verdict.failed === 0 ? 'Nothing lost' : 'Something is wrong'}: ${(result.seconds / 60).toFixed(1)} minutes of faults, seed ${seed}`
  const subtitle = `commit ${facts.commit.slice(0, 10)}, ${facts.date.slice(0, 10)}, ${cores} cores of ${cpu}, Node ${node}`
  writeFileSync(join(folder, 'plot.svg'), plotOf(result, { title, subtitle }))
}

function plotOf({ series, faults }: RunResult, words: { readonly title: string; readonly subtitle: string }): string {
  const line = (name: string, value: (second: Second) => number | undefined) => ({
    name,
    points: series.map((second) => ({ seconds: second.second, value: value(second) })),
  })
  const marks = faultNames.map((name): Marks => {
    const at = faults.filter((fault) => fault.name === name).map(({ at, lasting }) => ({ seconds: at, lasting }))
    return { name: faultTitles[name], at }
  })
  return drawPlot({
    ...words,
    seconds: series.length,
    panels: [
      { label: 'acknowledged, messages/s', lines: [line('acknowledged', ({ acked }) => acked)] },
      {
        label: 'from the first attempt to the acknowledgement, ms',
        logarithmic: true,
        lines: [line('p50', ({ p50 }) => p50), line('p99', ({ p99 }) => p99), line('longest', ({ most }) => most)],
      },
    ],
    marks,
  })
}
