import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { buildShim } from './shim.ts'

/** In the order of `struct control` in `proof/shim/faults.c`; each is 64 bits. */
const orders = ['room', 'failingSyncs', 'syncMicros'] as const
const counts = ['writes', 'syncs', 'full', 'failedSyncs', 'slowSyncs'] as const

const wordBytes = 8

export interface DiskOrders {
  /** Bytes that can still be written; -1: any number. */
  readonly room: number
  /** So many of the next syncs fail; -1: all. */
  readonly failingSyncs: number
  /** How much longer every sync takes. */
  readonly syncMicros: number
}

export type DiskCounts = Readonly<Record<(typeof counts)[number], number>>

const healthy: DiskOrders = { room: -1, failingSyncs: 0, syncMicros: 0 }

/** Makes the disk below a folder fail for programs that run in `env`; for all of them together, over their restarts. */
export class DiskFaults {
  readonly #fd: number
  readonly env: Readonly<Record<string, string>>

  constructor(folder: string, control: string) {
    this.#fd = openSync(control, 'w+')
    // Files must go through the functions that the library replaces.
    this.env = {
      LD_PRELOAD: buildShim('faults'),
      FAULTS_FOLDER: folder,
      FAULTS_CONTROL: control,
      UV_USE_IO_URING: '0',
    }
    writeSync(this.#fd, Buffer.alloc((orders.length + counts.length) * wordBytes))
    this.heal()
  }

  order(changes: Partial<DiskOrders>): void {
    orders.forEach((name, index) => {
      const value = changes[name]
      if (value !== undefined) this.#put(index, value)
    })
  }

  heal(): void {
    this.order(healthy)
  }

  counts(): DiskCounts {
    const bytes = Buffer.alloc(counts.length * wordBytes)
    readSync(this.#fd, bytes, 0, bytes.length, orders.length * wordBytes)
    const at = (index: number) => Number(bytes.readBigInt64LE(index * wordBytes))
    return { writes: at(0), syncs: at(1), full: at(2), failedSyncs: at(3), slowSyncs: at(4) }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #put(index: number, value: number): void {
    const bytes = Buffer.alloc(wordBytes)
    bytes.writeBigInt64LE(BigInt(value))
    writeSync(this.#fd, bytes, 0, bytes.length, index * wordBytes)
  }
}
