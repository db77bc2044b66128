import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What Linux says of a process. */
export interface ProcessFigures {
  /** Bytes. */
  readonly rss: number
  readonly threads: number
  readonly sockets: number
  /** Open files, pipes, and whatever else is no socket. */
  readonly files: number
}

/** What is left of a program's memory when all garbage is collected. */
export interface Left {
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
}

/** For `NODE_OPTIONS`: the process says `Left` whenever it is sent a message over its channel. */
export const probeOptions = `--expose-gc --import=${new URL('probe.ts', import.meta.url).href}`

export function figuresOf(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN)
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => kindOf(`/proc/${pid}/fd/${fd}`))
  const sockets = open.filter((kind) => kind.startsWith('socket:')).length
  return { rss: field('VmRSS') * 1024, threads: field('Threads'), sockets, files: open.length - sockets }
}

/** It may have been closed meanwhile. */
function kindOf(fd: string): string {
  try {
    return readlinkSync(fd)
  } catch {
    return ''
  }
}
