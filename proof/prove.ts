import { runCommand, say } from './real/command.ts'
import { writeReport } from './real/report.ts'
import { Run, type RunSettings } from './real/run.ts'
import { verdictOf } from './real/verdict.ts'

const help = `usage: npm run prove -- [--minutes N] [--seed K] [--users N] [--rate N] [--workers N] [--out DIR] [--main FILE]

A real server process under load from real sockets while it is killed, stopped, and its disk and network are broken at random
moments; then everything its clients did and saw is judged. See docs/proof/prove.md.

  --minutes N   how long (default 5)
  --seed K      of all chance here; the server's own timing is not repeated (default: the time)
  --users N     of a round (default 40)
  --rate N      what they do in a second, all together; most of it is writing (default 1000)
  --workers N   processes that hold the connections (default 0: the server itself)
  --out DIR     for report, plot, logs, and the histories of failed rounds (default .cache/prove/<time>)
  --main FILE   the server's program (default packages/cli/bundle/main.js)
`

async function prove(settings: RunSettings): Promise<number> {
  const result = await new Run(settings).play()
  const verdict = verdictOf(result)
  writeReport(settings, result, verdict)
  const problems = [
    ...result.rounds.flatMap(({ findings, troubles }) => [...findings.map(({ detail }) => detail), ...troubles]),
    ...result.afterwards,
  ]
  for (const problem of problems.slice(0, 20)) say(`  ${problem}\n`)
  say(`seed ${settings.seed}, report and plot in ${settings.folder}\n`)
  say(`${verdict.line}\n`)
  say(`${verdict.passed} passed, ${verdict.failed} failed\n`)
  return verdict.failed === 0 ? 0 : 1
}

await runCommand({ name: 'prove', help, minutes: '5', rate: '1000', run: prove })
