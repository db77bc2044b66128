import { setTimeout as pause } from 'node:timers/promises'
import type { ChaosProxy } from './chaos-proxy.ts'
import type { DiskFaults } from './disk-faults.ts'
import { type Random, waitFor, wholeBetween } from './seeded.ts'
import type { Supervisor } from './supervisor.ts'

export const faultNames = ['kill', 'stop', 'fullDisk', 'failedSyncs', 'slowDisk', 'cut', 'stalledWay', 'stalledReader'] as const
export type FaultName = (typeof faultNames)[number]

export const faultTitles: Readonly<Record<FaultName, string>> = {
  kill: 'kill -9',
  stop: 'SIGSTOP',
  fullDisk: 'full disk',
  failedSyncs: 'failed syncs',
  slowDisk: 'slow syncs',
  cut: 'cuts mid-frame',
  stalledWay: 'stalled networks',
  stalledReader: 'stalled readers',
}

/** What was broken, from when on and how long, in seconds since the run began. */
export interface Fault {
  readonly name: FaultName
  readonly at: number
  readonly lasting: number
}

export interface Breakable {
  readonly supervisor: Supervisor
  readonly disk: DiskFaults
  readonly proxy: ChaosProxy
  /** Lets a client read nothing until what it gives is called. */
  readonly stallReader: () => (() => void) | undefined
}

interface FaultKind {
  /** Milliseconds from one to the next, on average. */
  readonly every: number
  /** Whether it happened; by the time it is over, the harm is undone. */
  readonly happen: (world: Breakable, random: Random) => Promise<boolean>
}

/** Not every connection carries something. */
const cutPatienceMs = 400
const longestStartMs = 10_000

const between = (random: Random, least: number, most: number) => pause(least + random() * (most - least))

const kinds: Readonly<Record<FaultName, FaultKind>> = {
  kill: {
    every: 6000,
    happen: async ({ supervisor }, random) => {
      const isKilled = await supervisor.kill()
      // Mostly it may run again before it is killed again; else it is killed while it starts.
      if (isKilled && random() < 0.8) await Promise.race([supervisor.up, pause(longestStartMs)])
      return isKilled
    },
  },
  stop: {
    every: 15_000,
    happen: async ({ supervisor }, random) => {
      const isStopped = supervisor.signal('SIGSTOP')
      await between(random, 100, random() < 0.8 ? 1500 : 5000)
      supervisor.signal('SIGCONT')
      return isStopped
    },
  },
  fullDisk: {
    every: 12_000,
    happen: ({ disk }, random) =>
      counted(disk, 'full', async () => {
        disk.order({ room: wholeBetween(random, 0, 20_000) })
        await between(random, 200, 3000)
        disk.order({ room: -1 })
      }),
  },
  failedSyncs: {
    every: 8000,
    happen: ({ disk }, random) =>
      counted(disk, 'failedSyncs', async () => {
        disk.order({ failingSyncs: random() < 0.7 ? wholeBetween(random, 1, 3) : -1 })
        await between(random, 100, 1500)
        disk.order({ failingSyncs: 0 })
      }),
  },
  slowDisk: {
    every: 15_000,
    happen: ({ disk }, random) =>
      counted(disk, 'slowSyncs', async () => {
        disk.order({ syncMicros: wholeBetween(random, 5000, 400_000) })
        await between(random, 500, 3000)
        disk.order({ syncMicros: 0 })
      }),
  },
  cut: {
    every: 120,
    happen: async ({ proxy }) => {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const callOff = proxy.cutOne(() => resolve(true))
      const isCut = await Promise.race([promise, pause(cutPatienceMs, false)])
      if (!isCut) callOff()
      return isCut
    },
  },
  stalledWay: { every: 4000, happen: ({ proxy }, random) => held(proxy.stallOne(), between(random, 200, 4000)) },
  stalledReader: { every: 4000, happen: ({ stallReader }, random) => held(stallReader(), between(random, 500, 8000)) },
}

async function held(release: (() => void) | undefined, time: Promise<void>): Promise<boolean> {
  await time
  release?.()
  return release !== undefined
}

/** Whether the disk refused or delayed anything meanwhile. */
async function counted(disk: DiskFaults, count: 'full' | 'failedSyncs' | 'slowSyncs', harm: () => Promise<void>): Promise<boolean> {
  const before = disk.counts()[count]
  await harm()
  return disk.counts()[count] > before
}

/** There was nobody to harm: no server, no connection, nothing written. */
const againMs = 200
/** How much longer is waited for a kind that has not happened yet. */
const graceMs = 20_000

/** Breaks things at random moments for `ms`, each kind at least once; resolves when all are whole again. */
export async function breakThings(
  world: Breakable,
  { ms, random, happened }: { readonly ms: number; readonly random: Random; readonly happened: (name: FaultName, began: number) => void },
): Promise<void> {
  const end = performance.now() + ms
  await Promise.all(
    faultNames.map(async (name) => {
      const { every, happen } = kinds[name]
      let missing = true
      for (let wait = random() * Math.min(every, ms * 0.6); performance.now() + wait < (missing ? end + graceMs : end); ) {
        await pause(wait)
        const began = performance.now()
        const isReal = await happen(world, random)
        if (isReal) happened(name, began)
        missing &&= !isReal
        wait = isReal ? waitFor(random, every) : againMs
      }
    }),
  )
  world.disk.heal()
}
