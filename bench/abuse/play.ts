import { setTimeout as pause } from 'node:timers/promises'
import { Child } from '../child.ts'
import { cpuSecondsOf } from '../load/cpu.ts'
import { type Metrics, rises, scrape } from '../observe/metrics.ts'
import { figuresOf, type Left, type ProcessFigures, probeOptions } from '../observe/process.ts'
import { type ServerTarget, startServer } from '../target.ts'
import type { Orders } from './attacker.ts'
import type { Fared, HonestSettings } from './honest.ts'
import type { Deeds, Scene } from './scene.ts'
import type { Seen } from './verdict.ts'

export interface PlayOptions {
  readonly seconds: number
  readonly pairs: number
  readonly progress: (text: string) => void
}

/** As it is shipped. The probe only answers. */
const configuration = { NODE_OPTIONS: probeOptions }
/** Attackers stand for many machines far away: where they run out of processor, honest users must not. */
const attackersNiceness = 10
const pollMs = 250
const settlePatienceMs = 30_000
const reasons = [
  { family: 'magpie_refusals_total', label: 'error' },
  { family: 'magpie_connections_closed_total', label: 'reason' },
] as const
/** Ends that anybody's connection has. */
const ordinary = new Set(['peer-closed', 'signed-out'])

/** Quiet, attack, quiet again, on a server of its own. */
export async function play(scene: Scene, { seconds, pairs, progress }: PlayOptions): Promise<Seen> {
  using target = await startServer(configuration)
  using honest = new Child('abuse/honest')
  using attacker = new Child('abuse/attacker', attackersNiceness)
  const { port, httpPort, folder } = target
  const fare = async () => ((await honest.ask({})) as { fared: Fared }).fared // as: it answers nothing else
  progress(`${scene.name}: preparing`)
  await attacker.ask({ scene: scene.name, port, httpPort, folder, seconds } satisfies Orders)
  await honest.ask({ port, folder, pairs } satisfies HonestSettings)
  await calm(target, fare)
  progress(`${scene.name}: quiet`)
  const [quiet, before, told] = [await wait(seconds, fare), await inspect(target), await scrape(httpPort)]
  await fare()
  progress(`${scene.name}: attack`)
  const attack = await watchAttack(target, attacker)
  const attacked = await fare()
  attacker[Symbol.dispose]()
  progress(`${scene.name}: settling`)
  await settle(target, before)
  const heldBack = heldBackBetween(told, await scrape(httpPort))
  await fare()
  progress(`${scene.name}: quiet again`)
  const afterwards = await wait(seconds, fare)
  return { quiet, attacked, afterwards, ...attack, heldBack, before, after: await inspect(target) }
}

/** What was first done is slow, for it is compiled and filled. */
async function calm(target: ServerTarget, fare: () => Promise<Fared>): Promise<void> {
  await wait(2, fare)
  await target.memory()
  await fare()
}

async function wait(seconds: number, fare: () => Promise<Fared>): Promise<Fared> {
  await pause(seconds * 1000)
  return await fare()
}

async function watchAttack(target: ServerTarget, attacker: Child) {
  const cpu = () => [cpuSecondsOf(target.pid), cpuSecondsOf(attacker.pid)] as const
  const [began, [serverBefore, attackerBefore]] = [performance.now(), cpu()]
  let mostRss = 0
  const timer = setInterval(() => {
    mostRss = Math.max(mostRss, figuresOf(target.pid).rss)
  }, pollMs)
  try {
    const { deeds } = (await attacker.ask({})) as { deeds: Deeds } // as: it answers nothing else
    const attackSeconds = (performance.now() - began) / 1000
    const [server, own] = cpu()
    const cores = { serverCores: (server - serverBefore) / attackSeconds, attackerCores: (own - attackerBefore) / attackSeconds }
    return { deeds, attackSeconds, mostRss, ...cores }
  } finally {
    clearInterval(timer)
  }
}

/** Its sockets are closed by the time limits of the server; what honest newcomers have open comes and goes. */
async function settle({ pid }: ServerTarget, before: ProcessFigures): Promise<void> {
  const end = performance.now() + settlePatienceMs
  while (figuresOf(pid).sockets > before.sockets && performance.now() < end) await pause(pollMs)
}

/** The least of a few looks, since a newcomer's connection may be among the sockets. */
async function inspect(target: ServerTarget): Promise<ProcessFigures & Left> {
  const left = await target.memory()
  const looks: ProcessFigures[] = []
  for (let look = 0; look < 4; look++) {
    looks.push(figuresOf(target.pid))
    await pause(pollMs)
  }
  const [least] = looks.sort((a, b) => a.sockets - b.sockets)
  return { ...left, ...(least ?? figuresOf(target.pid)) }
}

function heldBackBetween(before: Metrics, after: Metrics): Record<string, number> {
  const risen = reasons.flatMap((reason) => [...rises(before, after, reason)])
  return Object.fromEntries(risen.filter(([reason]) => !ordinary.has(reason)))
}
