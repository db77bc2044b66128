import { type DiskFault, type DiskOperation, JournalDamaged, type Random, type SimulatedDisk } from '@magpie-im/journal'
import type { Config, Core } from '@magpie-im/server'
import type { DatabaseFiles } from './database-files.ts'
import type { Damage } from './flip.ts'
import { Life, type Wall } from './life.ts'
import type { Network } from './network.ts'
import { ProcessDisk } from './process-disk.ts'
import { ProcessLog } from './process-log.ts'
import type { Schedule } from './schedule.ts'
import { SimulatedProcess } from './simulated-process.ts'

export interface MachineOptions {
  readonly schedule: Schedule
  readonly wall: Wall
  readonly network: Network
  readonly random: Random
  readonly config: Config
  readonly disk: SimulatedDisk
  readonly database: DatabaseFiles
  /** Told of every operation of the disk. */
  readonly trace: (operation: DiskOperation) => void
  /** Told what happens to the machine, in words. */
  readonly note: (what: string) => void
  /** Told of what must not happen. */
  readonly wrong: (what: string) => void
}

export type Ending = 'crash' | 'power cut'

interface Trap {
  operations: number
  readonly how: Ending
  readonly sprung: () => void
}

type State = 'down' | 'starting' | 'up' | 'stopping'

const usualDiskMs = { least: 0.05, spread: 0.6 }
/** Now and then a disk takes longer than a message on its way. */
const hiccup = { chance: 0.1, mostMs: 12 }
const firstRestartMs = 5
const restartSpreadMs = 120

/** The computer the server runs on, with somebody who starts the server again whenever it is down. */
export class Machine {
  core: Core | undefined
  /** What a job of the disk takes longer than usual, at most. */
  slowMs = 0
  /** Of the disk: what goes wrong with an operation. */
  fault: ((operation: DiskOperation) => DiskFault | undefined) | undefined
  /** What is damaged and has to be put right when a start is refused for it. */
  damage: Damage | undefined
  /** Starts that were refused with a reason. */
  refused = 0
  /** What a log line of a failure may be explained by. */
  readonly explained = new Set<'disk' | 'damage'>()
  readonly #options: MachineOptions
  #disk: SimulatedDisk
  #state: State = 'down'
  #process: SimulatedProcess | undefined
  #trap: Trap | undefined
  #boots = 1
  readonly #waiting: (() => void)[] = []

  constructor(options: MachineOptions) {
    this.#options = options
    this.#disk = this.#attached(options.disk)
  }

  get state(): State {
    return this.#state
  }

  get disk(): SimulatedDisk {
    return this.#disk
  }

  start(): void {
    const { schedule, wall, random, config, database, note } = this.#options
    const life = new Life({ schedule, wall })
    this.#state = 'starting'
    note('the server starts')
    const process = new SimulatedProcess({
      ...{ schedule, wall, random, life, config, folder: database.folder, bootId: `boot ${this.#boots}` },
      disk: new ProcessDisk({ disk: this.#disk, isAlive: () => life.alive, before: (operation) => this.#before(operation) }),
      diskMs: () => this.#diskMs(),
      log: new ProcessLog({ isAlive: () => life.alive, explained: this.explained, wrong: this.#options.wrong, note }),
    })
    this.#process = process
    process.start().then(
      (core) => life.alive && this.#up(core, life),
      (error: unknown) => life.alive && void this.#startRefused(process, error),
    )
  }

  /** The process or the machine ends in front of the disk operation that comes after so many others. */
  endAfter(operations: number, { how, sprung }: Pick<Trap, 'how' | 'sprung'>): void {
    this.#trap = { operations, how, sprung }
  }

  /** Ends it now, unless it is down. */
  end(how: Ending): void {
    const { network, schedule, random, note } = this.#options
    const process = this.#process
    if (process === undefined || this.#state === 'down') return
    process.life.end()
    this.core = undefined
    this.#state = 'down'
    this.#trap = undefined
    note(how === 'crash' ? 'the server is killed' : 'the power is cut')
    network.lose({ silently: how === 'power cut' })
    // What it was just writing still gets to the cache.
    schedule.after(0, () => this.#leave(process, how))
    schedule.after(firstRestartMs + random() * restartSpreadMs, () => this.start())
  }

  /** Stops it in peace, lets `meanwhile` happen, and starts it again. `marked`: no failure kept the journal's end from being marked, so damage to it shows. */
  async restart(meanwhile: (marked: boolean) => void = () => undefined): Promise<void> {
    const { network, schedule, random, note, wrong } = this.#options
    const process = this.#process
    const journal = this.core?.stores.journal
    if (process === undefined || journal === undefined || this.#state !== 'up') return
    const failures = journal.accepting ? journal.failures : Number.NaN
    this.#state = 'stopping'
    note('the server stops')
    network.deafen()
    await process.stop().catch((error: unknown) => process.life.alive && wrong(`the server did not stop: ${error}`))
    if (!process.life.alive) return
    process.life.end()
    process.release()
    this.core = undefined
    this.#state = 'down'
    note('the server has stopped')
    meanwhile(journal.failures === failures)
    schedule.after(firstRestartMs + random() * restartSpreadMs, () => this.start())
  }

  /** What was damaged is as it was before. */
  repair(): void {
    this.damage?.repair(this.#disk)
    this.damage = undefined
    this.explained.delete('damage')
    this.#options.note('the damage is repaired from a copy')
  }

  /** Whether an end is planned. */
  get armed(): boolean {
    return this.#trap !== undefined
  }

  /** No end is planned any more. */
  disarm(): void {
    this.#trap = undefined
  }

  /** For good, at the end. */
  async stop(): Promise<void> {
    this.#state = 'stopping'
    this.#options.network.deafen()
    await this.#process?.stop()
    this.#process?.life.end()
    this.dispose()
  }

  /** Lets go of everything real. */
  dispose(): void {
    this.#state = 'down'
    this.#process?.life.end()
    this.#process?.release()
  }

  async whenUp(): Promise<void> {
    if (this.#state !== 'up') await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #up(core: Core, life: Life): void {
    const { network, note } = this.#options
    this.core = core
    this.#state = 'up'
    for (const resolve of this.#waiting.splice(0)) resolve()
    note('the server is up')
    network.listen((socket) => {
      const connection = life.alive ? core.gateway.accept(socket, core.protocol) : undefined
      return (
        connection && {
          receive: (bytes) => life.alive && connection.receive(bytes),
          closed: () => life.alive && connection.closed(),
        }
      )
    })
  }

  async #startRefused(process: SimulatedProcess, error: unknown): Promise<void> {
    const { schedule, random, note, wrong } = this.#options
    await process.stop().catch(() => undefined)
    if (!process.life.alive) return
    process.life.end()
    process.release()
    this.#state = 'down'
    note(`the start is refused: ${error}`)
    if (this.damage !== undefined) {
      this.refused++
      this.repair()
    } else if (!this.explained.has('disk') || error instanceof JournalDamaged) {
      wrong(`the start is refused: ${error}`)
      return
    }
    schedule.after(firstRestartMs + random() * restartSpreadMs, () => this.start())
  }

  #leave(process: SimulatedProcess, how: Ending): void {
    const { database, random } = this.#options
    database.takeOver(() => process.release())
    if (how === 'crash') return
    this.#boots++
    this.#disk = this.#attached(this.#disk.crash(random))
    database.cutPower(random)
  }

  #diskMs(): number {
    const { random } = this.#options
    const usual = usualDiskMs.least + random() * (usualDiskMs.spread + this.slowMs)
    return random() < hiccup.chance ? usual + random() * hiccup.mostMs : usual
  }

  #attached(disk: SimulatedDisk): SimulatedDisk {
    disk.fault = (operation) => this.fault?.(operation)
    return disk
  }

  #before(operation: DiskOperation): number {
    this.#options.trace(operation)
    const trap = this.#trap
    if (trap === undefined || trap.operations-- > 0) return 0
    trap.sprung()
    this.end(trap.how)
    return Math.floor(this.#options.random() * (operation.bytes + 1))
  }
}
