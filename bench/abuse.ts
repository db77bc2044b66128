import { play } from './abuse/play.ts'
import type { Scene } from './abuse/scene.ts'
import { sceneOf, scenes } from './abuse/scenes.ts'
import { complaintsAbout, type Seen } from './abuse/verdict.ts'
import { saveResult, table } from './report.ts'

// What do honest users notice while somebody abuses the server?

export interface AbuseOptions {
  /** Names, with commas between; all if left out. */
  readonly scenes: string | undefined
  readonly seconds: number
  readonly pairs: number
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

const titles = [
  'scene',
  'p50',
  'p99 quiet',
  'attack',
  'after',
  'ratio',
  'newcomers',
  'errors',
  'server',
  'attackers',
  'RSS before',
  'most',
  'after',
  '',
]

export async function abuse(options: AbuseOptions): Promise<number> {
  const { say, save } = options
  const chosen = options.scenes === undefined ? scenes : options.scenes.split(',').map(sceneOf)
  const results: { scene: Scene; seen: Seen; complaints: string[] }[] = []
  for (const scene of chosen) {
    const seen = await play(scene, options)
    const complaints = complaintsAbout(scene, seen)
    results.push({ scene, seen, complaints })
    say(`${scene.name}: ${scene.about}`)
    say(`  did ${listOf(seen.deeds)} in ${seen.attackSeconds.toFixed(0)} s; the server gave as reasons: ${listOf(seen.heldBack)}`)
    for (const complaint of complaints) say(`  FAILS: ${complaint}`)
  }
  if (save)
    say(`saved ${saveResult('abuse', { settings: { seconds: options.seconds, pairs: options.pairs }, results: results.map(resultOf) })}`)
  say(`\n${table([titles, ...results.map(({ scene, seen, complaints }) => row(scene, seen, complaints))])}`)
  return results.some(({ complaints }) => complaints.length > 0) ? 1 : 0
}

function row({ name }: Scene, seen: Seen, complaints: readonly string[]): string[] {
  const { quiet, attacked, afterwards, before, after, mostRss, serverCores, attackerCores } = seen
  const errors = [quiet, attacked, afterwards].reduce((sum, fared) => sum + fared.errors.length, 0)
  return [
    ...[name, ms(quiet.p50), ms(quiet.p99), ms(attacked.p99), ms(afterwards.p99), (attacked.p99 / quiet.p99).toFixed(1)],
    ...[ms(attacked.newcomersP99), `${errors}`, `${serverCores.toFixed(2)} cores`, `${attackerCores.toFixed(2)} cores`],
    ...[before.rss, mostRss, after.rss].map((bytes) => `${Math.round(bytes / 2 ** 20)} MiB`),
    complaints.length === 0 ? 'holds' : 'FAILS',
  ]
}

function resultOf({ scene, seen, complaints }: { scene: Scene; seen: Seen; complaints: string[] }): object {
  return { scene: scene.name, about: scene.about, complaints, ...seen }
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const shown = Object.entries(counts).map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
  return shown.length === 0 ? 'nothing' : shown.join(', ')
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}
