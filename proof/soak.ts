import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../bench/report.ts'
import { runCommand, say } from './real/command.ts'
import { writeReport } from './soak/report.ts'
import { type SoakSettings, soak } from './soak/run.ts'
import { type Judgement, judge } from './soak/verdict.ts'

const help = `usage: npm run soak -- [--minutes N] [--seed K] [--users N] [--rate N] [--workers N] [--out DIR] [--main FILE]

A real server process under steady mixed traffic; whatever grows beyond what is stored fails it. See docs/proof/soak.md.

  --minutes N   how long (default 10)
  --seed K      of all chance here (default: the time)
  --users N     some have two devices (default 40)
  --rate N      what they do in a second, all together; most of it is writing (default 300)
  --workers N   processes that hold the connections (default 0: the server itself)
  --out DIR     for report, plot and log (default .cache/soak/<time>)
  --main FILE   the server's program (default packages/cli/bundle/main.js)
`

async function run(settings: SoakSettings): Promise<number> {
  const result = await soak(settings)
  const judgements = judge(result)
  writeReport(settings, result, judgements)
  const failed = judgements.filter(({ holds }) => holds === false)
  if (failed.length === 0) rmSync(join(settings.folder, 'data'), { recursive: true, force: true })
  for (const complaint of result.complaints.slice(0, 20)) say(`  ${complaint}\n`)
  const { samples, signIns, requestsByHttp, compactions, seconds } = result
  say(`${table([['', 'found', ''], ...judgements.map(({ what, found, holds }) => [what, found, wordFor(holds)])])}\n`)
  say(`seed ${settings.seed}, report and plot in ${settings.folder}\n`)
  say(
    `${seconds.toFixed(0)} s, ${samples.at(-1)?.messages ?? 0} messages, ${signIns} sign-ins, ${requestsByHttp} requests by HTTP, ${compactions} compactions\n`,
  )
  say(failed.length === 0 ? 'nothing grew that must not\n' : `FAILED: ${failed.map(({ what }) => what).join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

function wordFor(holds: Judgement['holds']): string {
  return holds === undefined ? 'not judged' : holds ? 'holds' : 'FAILS'
}

await runCommand({ name: 'soak', help, minutes: '10', rate: '300', run })
