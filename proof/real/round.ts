import { setTimeout as pause } from 'node:timers/promises'
import { check, type Finding, type HistoryEvent } from '@magpie-im/checker'
import type { PhoneClock, Tally } from '@magpie-im/phone'
import { atMost } from './archive.ts'
import { type Cast, doorsOf } from './cast.ts'
import { Crowd } from './crowd.ts'
import { breakThings, type FaultName } from './faults.ts'
import type { Random } from './seeded.ts'
import { dialTcp } from './tcp-line.ts'
import type { World } from './world.ts'

export interface RoundPlan {
  readonly round: number
  readonly cast: Cast
  /** How long things are broken. */
  readonly ms: number
  /** Deeds a second of all phones together. */
  readonly rate: number
  readonly random: Random
  readonly clock: PhoneClock
  readonly acknowledged: (ms: number) => void
  readonly happened: (name: FaultName, began: number) => void
}

export interface RoundResult {
  readonly history: readonly HistoryEvent[]
  readonly findings: readonly Finding[]
  /** What is wrong beyond what the history shows. */
  readonly troubles: readonly string[]
  /** Of all phones together. */
  readonly tally: Readonly<Tally>
  readonly compactions: number
}

const finishPatienceMs = 120_000
const readersAtATime = 4

/** Phones live through faults; then everything heals, they finish, and what they did and saw is judged. */
export async function playRound(world: World, plan: RoundPlan): Promise<RoundResult> {
  const history: HistoryEvent[] = []
  const doors = doorsOf(plan.cast)
  const keys = new Set(doors.map(({ key }) => key))
  // Of users who were there before, lists and histories show conversations of earlier rounds; the archive looks after those.
  const record = (event: HistoryEvent) => {
    if (!('conversation' in event) || keys.has(event.conversation)) history.push(event)
  }
  const crowd = new Crowd({ ...plan, dial: dialTcp(world.proxy.port), token: world.token, record })
  world.proxy.beGentle(true)
  await crowd.gather()
  world.proxy.beGentle(false)
  const compactions = await liveThroughFaults(world, crowd, { ...plan, record })
  world.proxy.beGentle(true)
  const troubles = await finish(crowd)
  await atMost(readersAtATime, doors, async (door) => {
    const messages = await world.archive.keep(door)
    record({ type: 'stored', at: plan.clock.monotonic(), conversation: door.key, members: door.members, messages })
  })
  await atMost(readersAtATime, plan.cast.users, async (user) => {
    troubles.push(...(await world.archive.keepList(user)))
  })
  return {
    ...{ history, findings: check(history), compactions, tally: sumOf(crowd.phones.map(({ tally }) => tally)) },
    troubles: [...troubles, ...crowd.phones.flatMap(({ complaints }) => complaints), ...world.troubles.splice(0)],
  }
}

async function liveThroughFaults(
  world: World,
  crowd: Crowd,
  { ms, random, clock, happened, record }: RoundPlan & { readonly record: (event: HistoryEvent) => void },
): Promise<number> {
  const over = new AbortController()
  crowd.start()
  const compacting = compactNowAndThen(world, random, over.signal)
  const told = (name: FaultName, began: number) => {
    record({ type: 'server', at: clock.monotonic(), what: name })
    happened(name, began)
  }
  await breakThings({ ...world, stallReader: () => crowd.stallReader() }, { ms, random, happened: told })
  over.abort()
  crowd.stop()
  await world.supervisor.up
  return await compacting
}

function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => {
    const names = Object.keys(sum) as (keyof Tally)[] // as: it has these and no others
    return Object.fromEntries(names.map((name) => [name, sum[name] + tally[name]])) as unknown as Tally // as: the same
  })
}

async function compactNowAndThen({ backend }: World, random: Random, signal: AbortSignal): Promise<number> {
  let begun = 0
  while (!signal.aborted) {
    await pause(2000 + random() * 20_000, undefined, { signal }).catch(() => undefined)
    const answered = await backend.beginCompaction().then(
      () => true,
      // The server may be gone or go at any moment.
      () => false,
    )
    if (answered) begun++
  }
  return begun
}

async function finish({ phones }: Crowd): Promise<string[]> {
  const late = pause(finishPatienceMs, 'late' as const, { ref: false })
  const ends = await Promise.all(
    phones.map(async (phone) => {
      const end = await Promise.race([late, phone.finish()]).catch((error: unknown) => `failed: ${error}`)
      if (end === undefined) return []
      phone.hangUp()
      return [`${phone.device} did not finish (${end}); ${phone.waiting} of its messages wait`]
    }),
  )
  return ends.flat()
}
