import path from 'node:path'
import { type Disk, openSimulatedJournal, type Random } from '@magpie-im/journal'
import { type AdjustableLog, type Config, type Core, openCore, type Surroundings } from '@magpie-im/server'
import { Life, type Wall } from './life.ts'
import { ReadModelThreads } from './read-model-thread.ts'
import type { Schedule } from './schedule.ts'
import { secrets } from './secrets.ts'

/** As long as the server waits for its read model when it starts. */
const startPatienceMs = 1_500

/** Where the journal lies on the simulated disk. */
export const journalFolder = '/journal'

export interface ProcessOptions {
  readonly schedule: Schedule
  readonly wall: Wall
  readonly random: Random
  readonly life: Life
  /** As this process has it. */
  readonly disk: Disk
  /** How long the disk takes for a job. */
  readonly diskMs: () => number
  /** A real one, for the database. */
  readonly folder: string
  readonly bootId: string
  readonly config: Config
  readonly log: AdjustableLog
}

/** One run of the server: its own wiring, on what is simulated. */
export class SimulatedProcess {
  readonly life: Life
  readonly #options: ProcessOptions
  readonly #threads: ReadModelThreads
  readonly #cleanup = new AsyncDisposableStack()

  constructor(options: ProcessOptions) {
    const { life, schedule, wall, random, disk, bootId } = options
    this.life = life
    this.#options = options
    const newLife = () => new Life({ schedule, wall, parent: life })
    this.#threads = new ReadModelThreads({ random, disk, life, newLife, bootId })
  }

  /** Rejects with what the start is refused for. */
  async start(): Promise<Core> {
    const { config, folder, log } = this.#options
    const places = { journal: journalFolder, database: path.join(folder, 'magpie.db'), secrets }
    const core = await openCore({ config, folder: places, log, demo: false }, this.#surroundings(), this.#cleanup)
    const patience = new Promise<void>((resolve) => this.life.after(startPatienceMs, resolve))
    await Promise.race([core.stores.readModel.begin(), patience])
    return core
  }

  /** In peace. */
  stop(): Promise<void> {
    return this.#cleanup.disposeAsync()
  }

  /** Lets go of the database; the files are what they are. */
  release(): void {
    this.#threads.release()
  }

  #surroundings(): Surroundings {
    const { life, disk, diskMs, random } = this.#options
    const diskTurn = (action: () => void) => void life.after(diskMs(), action)
    return {
      clock: life,
      soon: life.soon,
      openJournal: (options) => openSimulatedJournal({ ...options, disk, soon: life.soon, diskTurn, random }),
      startThread: this.#threads.start,
      openPasswords: () => plain,
      openStrain: () => ({ sample: () => ({ loopDelayMs: 0, memory: 0 }), stop: () => undefined }),
      addProcessMetrics: () => undefined,
    }
  }
}

/** Hashing would go to threads of the machine. */
const plain = {
  hash: async (password: string) => password,
  verify: async (password: string, hash: string) => password === hash,
}
