import type { Phone } from '@magpie-im/phone'
import type { DatabaseFiles } from './database-files.ts'
import { flipSomeBit } from './flip.ts'
import type { Wall } from './life.ts'
import type { Ending, Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { FaultKind, Step } from './plan.ts'
import type { Schedule } from './schedule.ts'

type Fault = Step & { readonly type: 'fault' }

interface FaultsOptions {
  readonly schedule: Schedule
  readonly wall: Wall
  readonly network: Network
  readonly machine: Machine
  readonly database: DatabaseFiles
  readonly phones: ReadonlyMap<number, Phone>
  readonly addressOf: (phone: number) => string
  readonly note: (what: string) => void
}

const furthestMs = 10 * 3_600_000
const operationsAhead = 60
const fullMs = 800
const failingMs = 500
const slowForMs = 1_000
const slowestMs = 120
const stallMs = 1_500
const damagedMs = 800
const breakBytes = 2_500
const blackout = 0.3
const againMs = 30
const mostTries = 100

/** Does to the world what the plan says. */
export class Faults {
  readonly counts = new Map<FaultKind, number>()
  readonly #options: FaultsOptions
  #healed = false

  constructor(options: FaultsOptions) {
    this.#options = options
  }

  /** Now, or as soon as there is something it can happen to. */
  begin(fault: Fault, tries = mostTries): void {
    if (this.#healed) return
    if (this.#does(fault)) return
    if (tries > 0) this.#options.schedule.after(againMs, () => this.begin(fault, tries - 1))
  }

  /** Everything is as it should be again. */
  async heal(): Promise<void> {
    const { machine, phones } = this.#options
    this.#healed = true
    machine.fault = undefined
    machine.disk.capacity = Number.POSITIVE_INFINITY
    machine.slowMs = 0
    machine.disarm()
    for (const phone of phones.values()) phone.readOn()
    await machine.whenUp()
    if (machine.damage === undefined) return
    await machine.restart(() => machine.repair())
    await machine.whenUp()
  }

  #count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
  }

  /** False: there is nothing at the moment that it could happen to. */
  #does(fault: Fault): boolean {
    const { kind, size } = fault
    if (kind === 'process crash') return this.#end('crash', { kind, size })
    if (kind === 'power cut') return this.#end(kind, { kind, size })
    if (kind === 'bit flip') return this.#flip(fault)
    const done = this.#doNow(fault)
    if (done) this.#count(kind)
    return done
  }

  #doNow(fault: Fault): boolean {
    const { kind, size, where } = fault
    switch (kind) {
      case 'full disk':
        return this.#fill(size * fullMs, where)
      case 'failed write':
        return this.#fail(size * failingMs, where)
      case 'slow disk':
        return this.#slow(size * slowForMs, where * slowestMs)
      case 'clock jump':
        return this.#jump((2 * where - 1) * furthestMs)
      case 'graceful restart':
        return this.#restart()
      default:
        return this.#disturb(fault)
    }
  }

  #end(how: Ending, { kind, size }: { kind: FaultKind; size: number }): boolean {
    const { machine, note } = this.#options
    if (machine.state === 'down' || machine.armed) return false
    if (how === 'power cut' && size < blackout) {
      note('the power fails at once')
      machine.end(how)
      this.#count(kind)
    } else machine.endAfter(Math.floor(size * operationsAhead), { how, sprung: () => this.#count(kind) })
    return true
  }

  #flip({ kind, size, where }: Fault): boolean {
    const { machine, schedule, database, note } = this.#options
    if (machine.state !== 'up' || machine.damage !== undefined) return false
    machine.explained.add('damage')
    void machine.restart((marked) => {
      if (!marked) {
        machine.explained.delete('damage')
        return
      }
      this.#count(kind)
      machine.damage = flipSomeBit(machine.disk, { size, where, database, note })
      schedule.after(size * damagedMs, () => void machine.restart(() => machine.repair()))
    })
    return true
  }

  #fill(ms: number, where: number): boolean {
    const { machine, schedule, note } = this.#options
    const { disk } = machine
    machine.explained.add('disk')
    disk.capacity = disk.used() + Math.floor(where * 4096)
    note('the disk is full')
    schedule.after(ms, () => {
      disk.capacity = Number.POSITIVE_INFINITY
      note('the disk has room again')
    })
    return true
  }

  #fail(ms: number, where: number): boolean {
    const { machine, schedule, note } = this.#options
    machine.explained.add('disk')
    machine.fault = ({ kind, bytes }) => {
      if (kind === 'write') return { code: 'EIO', written: Math.floor(where * bytes) }
      return kind === 'sync' || kind === 'sync-folder' ? { code: 'EIO' } : undefined
    }
    note('the disk refuses writes')
    schedule.after(ms, () => {
      machine.fault = undefined
      note('the disk takes writes again')
    })
    return true
  }

  #slow(ms: number, slowMs: number): boolean {
    const { machine, schedule, note } = this.#options
    machine.slowMs = slowMs
    note('the disk is slow')
    schedule.after(ms, () => {
      machine.slowMs = 0
    })
    return true
  }

  #jump(ms: number): boolean {
    this.#options.wall.jump(ms)
    this.#options.note(`the clock on the wall is ${(ms / 3_600_000).toFixed(1)} h off`)
    return true
  }

  #restart(): boolean {
    const { machine } = this.#options
    if (machine.state !== 'up') return false
    void machine.restart()
    return true
  }

  #disturb({ kind, phone: index, size, where }: Fault): boolean {
    const { phones, network, schedule, addressOf, note } = this.#options
    const phone = phones.get(index)
    const wire = network.of(addressOf(index))
    if (phone === undefined || (wire === undefined && kind !== 'duplicated request')) return false
    note(`${kind}: ${phone.user} ${phone.device}`)
    if (kind === 'duplicated request') phone.duplicateNext()
    else if (kind === 'dropped connection') wire?.breakAfter(Math.floor(size ** 2 * breakBytes), where < 0.5 ? 'up' : 'down')
    else if (kind === 'split connection') wire?.cutUp('bytes')
    else {
      phone.stopReading()
      schedule.after(size * stallMs, () => phone.readOn())
    }
    return true
  }
}
