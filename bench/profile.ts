import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawFlames } from '../tools/plot/flame.ts'
import { flowOfPairs, namesOfPairs } from './load/cast.ts'
import { threadSecondsOf } from './load/cpu.ts'
import { generate, type Moment, type MomentName, wrongIn } from './load/generate.ts'
import { makePairs } from './load/prepare.ts'
import { type Scene, sceneOf } from './load/scenes.ts'
import { planOf, untilIdle } from './measure.ts'
import { readProfiles, type Stack, selfTimes, stacksBetween, totalOf } from './profile/cpu-profile.ts'
import { byStage, collectors, meanings, type Stage, stages, type ThreadNames, threadOf } from './profile/stages.ts'
import { whole } from './report.ts'
import { raised, type ServerTarget, startServer } from './target.ts'

// Where does the server's time go while pairs write?

export interface ProfileOptions {
  /** Of a scene of pairs. */
  readonly scenes: string | undefined
  readonly seconds: number
  readonly say: (text: string) => void
}

interface Thread extends ThreadNames {
  readonly stacks: readonly Stack[]
}

const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
const intervalMicroseconds = 500
const shownFrames = 25

export async function profile(options: ProfileOptions): Promise<number> {
  const scene = sceneOf(options.scenes ?? '50x16')
  if (scene.pace === 'half') throw new Error('half of what is not known here; profile another scene')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'profile-'))
  try {
    const played = await play(scene, folder, options)
    const threads = readProfiles(folder).map((one) => {
      const stacks = stacksBetween(one, played.begin.seconds, played.end.seconds)
      return { ...threadOf(stacks), stacks }
    })
    report(threads, played, options)
    options.say(`flame graph: ${saveFlames(scene, threads)}`)
    return played.wrong > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Played {
  readonly begin: Moment
  readonly end: Moment
  readonly cpu: { readonly begin: ReadonlyMap<string, number>; readonly end: ReadonlyMap<string, number> }
  readonly wrong: number
}

/** V8 writes a profile for each thread when the server stops as it should. */
async function play(scene: Scene, folder: string, { seconds }: ProfileOptions): Promise<Played> {
  const target = await startServer(raised, ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${intervalMicroseconds}`])
  try {
    return await playOn(target, scene, seconds)
  } finally {
    target[Symbol.dispose]()
  }
}

async function playOn(target: ServerTarget, { pairs, pace }: Scene, seconds: number): Promise<Played> {
  if (pace === 'half') throw new Error('no pace')
  const names = namesOfPairs(pairs)
  await makePairs(target, names)
  const seen = new Map<MomentName, { readonly moment: Moment; readonly cpu: ReadonlyMap<string, number> }>()
  const plan = planOf(target, { users: names.flat(), flows: [flowOfPairs(pairs, pace)], seconds })
  const flows = await generate(plan, (name, moment) => seen.set(name, { moment, cpu: threadSecondsOf(target.pid) }))
  await untilIdle(target.pid)
  await target.end()
  const [begin, end] = [seen.get('begin'), seen.get('end')]
  if (begin === undefined || end === undefined) throw new Error('the load generator did not say when it measured')
  const wrong = flows.reduce((sum, flow) => sum + wrongIn(flow), 0)
  return { begin: begin.moment, end: end.moment, cpu: { begin: begin.cpu, end: end.cpu }, wrong }
}

function report(threads: readonly Thread[], { begin, end, cpu }: Played, { say }: ProfileOptions): void {
  const seconds = end.seconds - begin.seconds
  const messages = end.acked - begin.acked
  const used = new Map([...cpu.end].map(([name, time]) => [name, time - (cpu.begin.get(name) ?? 0)]))
  say(`\n${whole(messages / seconds)} acked/s while profiled; µs are of a processor, for one message\n`)
  const spent = new Map<Stage, number>([['collect', (used.get(collectors) ?? 0) * 1e6]])
  for (const { name, system, stacks } of threads) {
    const cpuShare = ((used.get(system) ?? 0) * 1e6) / totalOf(stacks)
    for (const [stage, time] of byStage(stacks)) spent.set(stage, (spent.get(stage) ?? 0) + time * cpuShare)
    say(
      `${name}: at work ${((totalOf(stacks) / 1e6 / seconds) * 100).toFixed(0)} % of the time, waiting for the disk or a processor included`,
    )
    for (const [frame, time] of selfTimes(stacks).slice(0, shownFrames)) {
      say(`${percent(time, totalOf(stacks))}  ${((time * cpuShare) / messages).toFixed(2).padStart(6)} µs  ${frame}`)
    }
    say('')
  }
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0)
  for (const stage of stages) {
    const time = spent.get(stage) ?? 0
    say(`${stage.padEnd(8)} ${(time / messages).toFixed(2).padStart(6)} µs ${percent(time, all)}  ${meanings[stage]}`)
  }
  say('')
}

function percent(time: number, all: number): string {
  return `${((time / all) * 100).toFixed(1)} %`.padStart(7)
}

function saveFlames({ name }: Scene, threads: readonly Thread[]): string {
  const stacks = threads.flatMap((thread) =>
    thread.stacks.map(({ frames, microseconds }) => ({ frames: [{ name: thread.name, file: '' }, ...frames], weight: microseconds })),
  )
  const file = join(cache, `flames-${name.replace('/', '-')}.svg`)
  writeFileSync(file, drawFlames(`CPU of the server, all threads: pairs ${name}`, stacks))
  return file
}
