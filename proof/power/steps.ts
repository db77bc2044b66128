import { readFileSync } from 'node:fs'

/** What the recorder saw, in the one order in which it happened; `time` is that of the monotonic clock, in nanoseconds. */
export type Step = { readonly time: number } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'open'; readonly fd: number; readonly flags: number; readonly path: string }
  | { readonly kind: 'close'; readonly fd: number }
  /** `bytes` undefined: zeros. `through`: durable when `written` follows. */
  | {
      readonly kind: 'write'
      readonly number: number
      readonly fd: number
      readonly at: number
      readonly length: number
      readonly bytes: Buffer | undefined
      readonly through: boolean
    }
  | { readonly kind: 'written'; readonly number: number }
  | { readonly kind: 'truncate'; readonly fd: number; readonly size: number }
  | { readonly kind: 'sync'; readonly number: number; readonly fd: number }
  | { readonly kind: 'synced'; readonly number: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
)

const kinds = ['', 'start', 'open', 'close', 'write', 'written', 'truncate', 'sync', 'synced', 'rename', 'remove', 'folder'] as const
const headBytes = 32
const flagThrough = 1
const flagZeros = 2

/** Reads a record. What was being written when the process ended was not done. */
export function readSteps(file: string): Step[] {
  const log = readFileSync(file)
  const steps: Step[] = []
  let number = 0
  for (let at = 0; at + headBytes <= log.length; ) {
    const head = readHead(log, at)
    const bytes = at + headBytes + head.pathLength
    const end = bytes + (head.flags & flagZeros ? 0 : head.length)
    if (end > log.length) break
    if (head.kind === 'start') number = 0
    steps.push(stepOf(head, { number, path: log.toString('utf8', at + headBytes, bytes), data: log.subarray(bytes, end) }))
    number++
    at = end
  }
  return steps
}

function readHead(log: Buffer, at: number) {
  return {
    kind: kinds[log.readUInt8(at)],
    flags: log.readUInt8(at + 1),
    pathLength: log.readUInt16LE(at + 2),
    fd: log.readInt32LE(at + 4),
    at: Number(log.readBigUInt64LE(at + 8)),
    length: Number(log.readBigUInt64LE(at + 16)),
    time: Number(log.readBigUInt64LE(at + 24)),
  }
}

interface Rest {
  readonly number: number
  readonly path: string
  readonly data: Buffer
}

function stepOf({ kind, flags, fd, at, length, time }: ReturnType<typeof readHead>, { number, path, data }: Rest): Step {
  switch (kind) {
    case 'start':
      return { kind, time }
    case 'open':
      return { kind, time, fd, flags: at, path }
    case 'close':
      return { kind, time, fd }
    case 'write': {
      const bytes = flags & flagZeros ? undefined : data
      return { kind, time, number, fd, at, length, bytes, through: (flags & flagThrough) !== 0 }
    }
    case 'written':
    case 'synced':
      return { kind, time, number: at }
    case 'truncate':
      return { kind, time, fd, size: at }
    case 'sync':
      return { kind, time, number, fd }
    case 'rename':
      return { kind, time, from: path, to: data.toString() }
    case 'remove':
    case 'folder':
      return { kind, time, path }
    default:
      throw new Error('the record is not what the recorder writes')
  }
}
