import { createHash } from 'node:crypto'
import path from 'node:path'
import { check, type HistoryEvent } from '@magpie-im/checker'
import { type DiskOperation, seeded } from '@magpie-im/journal'
import { Phone } from '@magpie-im/phone'
import { DatabaseFiles } from './database-files.ts'
import { earlyPushes } from './early-pushes.ts'
import { Faults } from './faults.ts'
import { Wall } from './life.ts'
import { Machine } from './machine.ts'
import { Network } from './network.ts'
import type { Deed, FaultKind, Plan, Step } from './plan.ts'
import { ProcessEnded } from './process-disk.ts'
import { Schedule } from './schedule.ts'
import { storedIn } from './stored.ts'
import { beginning, configOf, devices, password, type Template } from './world.ts'
import type { Wrong } from './wrong.ts'

/** Something that the disk was asked to do, and when. */
export interface DiskTrace extends DiskOperation {
  readonly at: number
}

export interface Outcome {
  readonly plan: Plan
  readonly wrongs: readonly Wrong[]
  readonly history: readonly HistoryEvent[]
  readonly disk: readonly DiskTrace[]
  readonly faults: ReadonlyMap<FaultKind, number>
  readonly figures: Figures
  /** Of all that happened; the same for the same plan. */
  readonly hash: string
}

export interface Figures {
  readonly phones: number
  readonly messages: number
  readonly acked: number
  readonly starts: number
  readonly connections: number
  readonly diskOperations: number
  /** Starts that were refused in words, because of damage. */
  readonly refusedStarts: number
  /** Seconds that the world was simulated for. */
  readonly seconds: number
}

interface Place {
  readonly template: Template
  /** A folder for the files of this run. */
  readonly folder: string
}

const patienceMs = 60_000
const phoneStartMs = 300
/** A seqId behind all that will be. */
const farAhead = Number.MAX_SAFE_INTEGER

/** Lives the life that `plan` stands for, and judges it. */
export async function simulate(plan: Plan, { template, folder }: Place): Promise<Outcome> {
  const run = new Run(plan, { template, folder })
  const unhandled = (error: unknown) => run.unhandled(error)
  process.on('unhandledRejection', unhandled)
  try {
    await run.live()
    return await run.judge()
  } finally {
    run.dispose()
    process.off('unhandledRejection', unhandled)
  }
}

class Run {
  readonly #plan: Plan
  readonly #schedule = new Schedule()
  readonly #database: DatabaseFiles
  readonly #machine: Machine
  readonly #network: Network
  readonly #faults: Faults
  readonly #phones = new Map<number, Phone>()
  readonly #history: HistoryEvent[] = []
  readonly #disk: DiskTrace[] = []
  readonly #wrongs: Wrong[] = []
  #numbers = 0
  #stuck = false

  constructor(plan: Plan, { template, folder }: Place) {
    const schedule = this.#schedule
    const { seed, segmentBytes } = plan
    const wall = new Wall(schedule)
    const database = new DatabaseFiles(path.join(folder, `run-${seed}`), template.folder)
    const note = (what: string) => void this.#history.push({ type: 'server', at: schedule.now, what })
    const network = new Network({ schedule, random: seeded(seed ^ 0x5bd1e995) })
    const machine = new Machine({
      ...{ schedule, wall, network, database, note, random: seeded(seed ^ 0x27d4eb2f), config: configOf(segmentBytes) },
      disk: template.disk.copy(),
      trace: (operation) => void this.#disk.push({ ...operation, at: schedule.now }),
      wrong: (detail) => {
        note(`WRONG: ${detail}`)
        this.#wrong({ rule: 'server', detail })
      },
    })
    this.#plan = plan
    this.#database = database
    this.#network = network
    this.#machine = machine
    this.#faults = new Faults({ schedule, wall, network, machine, database, phones: this.#phones, addressOf, note })
  }

  async live(): Promise<void> {
    const { steps } = this.#plan
    const schedule = this.#schedule
    this.#history.push(...beginning(() => this.#nextNumber()))
    this.#machine.start()
    for (const step of steps) if (step.type === 'deed') this.#phoneOf(step.phone)
    for (const step of steps) schedule.after(step.at, () => this.#do(step))
    const lasts = steps.at(-1)?.at ?? 0
    await this.#until(() => schedule.now >= lasts, 'the plan')
    await this.#untilDone(this.#heal(), 'healing')
    await this.#untilDone(Promise.all([...this.#phones.values()].map((phone) => phone.finish())), 'the phones')
  }

  async judge(): Promise<Outcome> {
    const machine = this.#machine
    await this.#until(() => machine.state === 'up', 'the last start')
    await this.#until(() => this.#atRest, 'rest')
    const durable = machine.core?.stores.journal.durable
    await this.#untilDone(machine.stop(), 'the last stop')
    const history = this.#history
    if (durable !== undefined) {
      const storedAll = await storedIn(machine.disk, durable).catch((error: unknown) => {
        this.#wrong({ rule: 'server', detail: `its journal cannot be read in the end: ${error}` })
        return []
      })
      for (const stored of storedAll) history.push({ ...stored, at: this.#schedule.now })
      for (const finding of [...check(history), ...earlyPushes(history)]) this.#wrong(finding)
    }
    const phones = [...this.#phones.values()]
    for (const { user, device, complaints } of phones)
      for (const what of complaints) this.#wrong({ rule: 'phone', detail: `${user} ${device}: ${what}` })
    return {
      plan: this.#plan,
      wrongs: this.#wrongs,
      history,
      disk: this.#disk,
      faults: this.#faults.counts,
      figures: {
        phones: phones.length,
        messages: count(history, 'sent'),
        acked: count(history, 'acked'),
        starts: history.filter((event) => event.type === 'server' && event.what === 'the server is up').length,
        connections: count(history, 'opened'),
        diskOperations: this.#disk.length,
        refusedStarts: machine.refused,
        seconds: this.#schedule.now / 1000,
      },
      hash: createHash('sha256').update(JSON.stringify(history)).update(String(this.#disk.length)).digest('hex').slice(0, 16),
    }
  }

  unhandled(error: unknown): void {
    for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ProcessEnded) return
    this.#wrong({ rule: 'server', detail: `nobody handled ${error instanceof Error ? error.stack : error}` })
  }

  dispose(): void {
    this.#machine.dispose()
    this.#database.remove()
  }

  #do(step: Step): void {
    if (step.type === 'fault') this.#faults.begin(step)
    else if (step.type === 'deed') tell(this.#phoneOf(step.phone), step.deed)
    else if (this.#machine.damage === undefined) this.#machine.core?.stores.compactions.begin()
  }

  async #heal(): Promise<void> {
    const machine = this.#machine
    await this.#faults.heal()
    for (const phone of this.#phones.values()) phone.readOn()
    machine.explained.clear()
  }

  /** Everybody has hung up and everything was done: nothing is left over. */
  get #atRest(): boolean {
    const { core } = this.#machine
    if (core === undefined) return false
    const { gateway, registry, stores } = core
    return gateway.connections + registry.size() === 0 && stores.readModel.watermark() >= stores.journal.durable
  }

  #phoneOf(index: number): Phone {
    const known = this.#phones.get(index)
    if (known !== undefined) return known
    const { user, type } = devices[index] ?? devices[0]
    const random = seeded(this.#plan.seed * 31 + index)
    const schedule = this.#schedule
    const phone = new Phone({
      ...{ user, password, random },
      device: { id: `${type}`, type },
      dial: this.#network.dialFrom(addressOf(index)),
      clock: { monotonic: () => schedule.now, after: (ms, run) => schedule.after(ms, run) },
      record: (event) => this.#history.push(event),
      nextNumber: () => this.#nextNumber(),
      patienceMs: 2000,
      pingMs: 5000,
      backOffMs: { first: 20, most: 400 },
    })
    this.#phones.set(index, phone)
    schedule.after(random() * phoneStartMs, () => phone.start())
    return phone
  }

  #nextNumber(): number {
    this.#numbers++
    return this.#numbers
  }

  #wrong(wrong: Wrong): void {
    this.#wrongs.push(wrong)
  }

  /** Goes on until `isOver`, or for as long as anything may take. */
  async #until(isOver: () => boolean, what: string): Promise<void> {
    const schedule = this.#schedule
    if (this.#stuck) return
    const last = schedule.now + patienceMs
    try {
      await schedule.run(() => isOver() || schedule.now > last)
    } catch (error) {
      this.#wrong({ rule: 'server', detail: `nobody caught ${error instanceof Error ? error.stack : error}` })
      return
    }
    if (isOver()) return
    this.#stuck = true
    this.#wrong({ rule: 'stuck', detail: `${what} did not come to an end` })
  }

  async #untilDone(work: Promise<unknown>, what: string): Promise<void> {
    let over = false
    const done = work.then(
      () => (over = true),
      (error: unknown) => {
        over = true
        this.#wrong({ rule: 'server', detail: `${what}: ${error}` })
      },
    )
    await this.#until(() => over, what)
    if (over) await done
  }
}

function addressOf(phone: number): string {
  return `10.0.0.${phone + 1}`
}

function tell(phone: Phone, deed: Deed): void {
  switch (deed.kind) {
    case 'say':
      phone.say(deed.conversation)
      break
    case 'read':
      void phone.read(deed.conversation, deed.everything ? farAhead : undefined)
      break
    case 'pull':
      void phone.pull(deed.conversation, deed.everything ? farAhead : undefined)
      break
    case 'revoke': {
      const id = phone.ownMessages.at(-1)
      if (id !== undefined) void phone.revoke(id)
      break
    }
    case 'join':
      void phone.join(deed.group, deed.member)
      break
    case 'leave':
      void phone.leave(deed.group)
      break
    case 'sleep':
      phone.sleep(deed.ms)
  }
}

function count(history: readonly HistoryEvent[], type: HistoryEvent['type']): number {
  return history.reduce((sum, event) => sum + (event.type === type ? 1 : 0), 0)
}
