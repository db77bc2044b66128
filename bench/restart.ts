import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { packets } from '@magpie-im/wire'
import { fill } from './growth/fill.ts'
import { BenchFolder, backlogOf } from './growth/folder.ts'
import { busiest, type Plan, planOf, userName } from './growth/plan.ts'
import { Client, succeeded } from './load/client.ts'
import { write } from './load/requests.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { mintToken, type ServerTarget } from './target.ts'

// How long after a crash is a server with very many messages back?

export interface RestartOptions {
  readonly messages: number
  readonly runs: number
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

interface Back {
  /** Seconds from the start of the process until a message was acknowledged, until history and list were answered, and until the read model had everything. */
  readonly sending: number
  readonly reading: number
  readonly whole: number
}

const behind = 100_000

export async function restart(options: RestartOptions): Promise<number> {
  const { messages, runs, say, save, progress } = options
  const plan = planOf(messages)
  using folder = new BenchFolder()
  const store = (from: number, to: number) =>
    fill({ folder: folder.path, plan, from, to, progress: (done) => progress(`writing ${whole(done)} of ${whole(messages)} messages`) })
  const before = Math.max(1, messages - behind)
  await store(0, before)
  await killed(folder, progress)
  // What a server whose read model was behind left: the records are there, the rows are not.
  await store(before, messages)
  const killedBacks: Back[] = []
  const cutBacks: Back[] = []
  for (let run = 1; run <= runs; run++) {
    progress(`starting after a kill, run ${run} of ${runs}`)
    using killedCopy = folder.copy()
    killedBacks.push(await comeBack(killedCopy, plan))
    progress(`starting after a power cut, run ${run} of ${runs}`)
    using cutCopy = folder.copy()
    bootAnew(cutCopy)
    cutBacks.push(await comeBack(cutCopy, plan))
  }
  const results = [
    { after: `kill -9, ${whole(messages - before)} messages behind`, runs: killedBacks },
    { after: 'a power cut', runs: cutBacks },
  ]
  say(
    `\n${whole(messages)} messages in ${whole(plan.conversations)} conversations; seconds from the start of the process, medians of ${runs}, in brackets the least and the most\n`,
  )
  say(`${table([['after', 'sending', 'reading', 'read model whole'], ...results.map(rowOf)])}\n`)
  if (save) say(`saved ${saveResult('restart', { settings: { messages, behind, runs }, results })}`)
  return 0
}

function rowOf({ after, runs }: { readonly after: string; readonly runs: readonly Back[] }): string[] {
  const cell = (value: (back: Back) => number) => {
    const { median, least, most } = spreadOf(runs.map(value))
    return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`
  }
  return [after, cell(({ sending }) => sending), cell(({ reading }) => reading), cell(({ whole }) => whole)]
}

/** A server that has everything, was stopped once and serves again, is killed. */
async function killed(folder: BenchFolder, progress: (text: string) => void): Promise<void> {
  progress('making the read model')
  {
    using first = await folder.serve()
    await untilWhole(first)
    await first.end()
  }
  using second = await folder.serve()
  await untilWhole(second)
  await second.crash()
}

async function untilWhole(target: ServerTarget): Promise<void> {
  while ((await backlogOf(target)) > 0) await pause(20)
}

async function comeBack(folder: BenchFolder, { ofOne }: Plan): Promise<Back> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1_000
  using target = await folder.serve()
  const client = await Client.signIn(target.port, { name: busiest, token: mintToken(busiest, folder.path) })
  await write(client, busiest, userName(ofOne - 1))
  const sending = seconds()
  while (!(await isReadable(client))) await pause(20)
  const reading = seconds()
  await untilWhole(target)
  const whole = seconds()
  client.close()
  await target.crash()
  return { sending, reading, whole }
}

/** Whether history and list are answered. */
async function isReadable(client: Client): Promise<boolean> {
  const label = [busiest, userName(0)].sort().join('_')
  try {
    succeeded(await client.ask(packets.HISTORY_MSG_PULL, { sessionId: `LP_G1_${label}`, seqId: 0, count: 50 }))
    return (await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 })).sessions.length > 0
  } catch {
    return false
  }
}

/** The state beside the read model says in which boot of the machine it was open; in another one what it holds may never have reached the disk. */
function bootAnew(folder: BenchFolder): void {
  const file = join(folder.path, 'magpie.db.state')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), bootId: 'another', clean: false }))
}
