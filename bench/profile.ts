import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawFlames } from '../tools/plot/flame.ts'
import { flowOfGroup, flowOfPairs, groupName, namesOfMembers, namesOfPairs } from './load/cast.ts'
import { threadSecondsOf } from './load/cpu.ts'
import { generate, type Moment, type MomentName, wrongIn } from './load/generate.ts'
import { groupScenes } from './load/group-scenes.ts'
import { makeGroup, makePairs } from './load/prepare.ts'
import { sceneOf } from './load/scenes.ts'
import { type Load, planOf, untilIdle } from './measure.ts'
import { halfOfMost } from './pairs.ts'
import { filesOf, readProfiles, type Stack, selfTimes, stacksBetween, totalOf } from './profile/cpu-profile.ts'
import { byStage, collectors, meanings, type Stage, stages, type ThreadNames, threadOf } from './profile/stages.ts'
import { whole } from './report.ts'
import { raised, type ServerTarget, startServer } from './target.ts'

// Where does the server's time go while pairs write, or the founder of a group?

export interface ProfileOptions {
  /** Of a scene of pairs or of groups. */
  readonly scenes: string | undefined
  readonly seconds: number
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

interface Thread extends ThreadNames {
  readonly stacks: readonly Stack[]
}

const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
const shownFrames = 25

export async function profile(options: ProfileOptions): Promise<number> {
  const name = options.scenes ?? '50x16'
  const prepare = await preparationOf(name, options)
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'profile-'))
  try {
    const played = await play(prepare, folder, options)
    const threads = readProfiles(folder).map((one) => {
      const stacks = stacksBetween(one, played.begin.seconds, played.end.seconds)
      return { ...threadOf(filesOf(one)), stacks }
    })
    report(threads, played, options)
    options.say(`flame graph: ${saveFlames(name, threads)}`)
    return played.wrong > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Cast = Omit<Load, 'seconds'>
/** Makes the users of a scene, and says what they do. */
type Preparation = (target: ServerTarget) => Promise<Cast>

async function preparationOf(name: string, options: ProfileOptions): Promise<Preparation> {
  const scene = groupScenes.find((one) => one.name === name)
  if (scene === undefined) return await pairsOf(name, options)
  const { members, online, pace, beside } = scene
  const pairs = namesOfPairs(beside?.pairs ?? 0)
  return async (target) => {
    await makePairs(target, pairs)
    await makeGroup(target, groupName, namesOfMembers(members))
    const flows = beside === undefined ? [] : [flowOfPairs(beside.pairs, beside.pace)]
    return { users: [...pairs.flat(), ...namesOfMembers(online)], flows: [...flows, flowOfGroup(scene, pace, pairs.length * 2)] }
  }
}

async function pairsOf(name: string, options: ProfileOptions): Promise<Preparation> {
  const scene = sceneOf(name)
  const { pairs } = scene
  const pace = scene.pace === 'half' ? { perSecond: await halfOfMost(options) } : scene.pace
  const names = namesOfPairs(pairs)
  return async (target) => {
    await makePairs(target, names)
    return { users: names.flat(), flows: [flowOfPairs(pairs, pace)] }
  }
}

interface Played {
  readonly begin: Moment
  readonly end: Moment
  readonly cpu: { readonly begin: ReadonlyMap<string, number>; readonly end: ReadonlyMap<string, number> }
  readonly wrong: number
}

/** V8 writes a profile for each thread when the server stops as it should. */
async function play(prepare: Preparation, folder: string, { seconds }: ProfileOptions): Promise<Played> {
  const target = await startServer(raised, { profiles: folder })
  try {
    return await playOn(target, await prepare(target), seconds)
  } finally {
    target[Symbol.dispose]()
  }
}

async function playOn(target: ServerTarget, cast: Cast, seconds: number): Promise<Played> {
  const seen = new Map<MomentName, { readonly moment: Moment; readonly cpu: ReadonlyMap<string, number> }>()
  const plan = planOf(target, { ...cast, seconds })
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
  const deliveries = (end.delivered - begin.delivered) / seconds
  say(`\n${whole(messages / seconds)} acked/s, ${whole(deliveries)} deliveries/s while profiled; µs are of a processor, for one message\n`)
  const spent = new Map<Stage, number>([['collect', (used.get(collectors) ?? 0) * 1e6]])
  for (const { name, system, stage: only, stacks } of threads) {
    const cpuShare = ((used.get(system) ?? 0) * 1e6) / totalOf(stacks)
    for (const [stage, time] of byStage(stacks, only)) spent.set(stage, (spent.get(stage) ?? 0) + time * cpuShare)
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

function saveFlames(name: string, threads: readonly Thread[]): string {
  const stacks = threads.flatMap((thread) =>
    thread.stacks.map(({ frames, microseconds }) => ({ frames: [{ name: thread.name, file: '' }, ...frames], weight: microseconds })),
  )
  const file = join(cache, `flames-${name.replace('/', '-')}.svg`)
  writeFileSync(file, drawFlames(`CPU of the server, all threads: ${name}`, stacks))
  return file
}
