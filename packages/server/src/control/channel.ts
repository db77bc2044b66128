import { chmodSync, closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the commands of the operator reach a running server: a socket in its data folder, for its owner only.
 * The path goes through the folder's descriptor, because socket paths have at most 107 bytes.
 */
export class ControlPath {
  readonly #descriptor: number
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.#descriptor = openSync(folder, 'r')
  }

  get short(): string {
    return existsSync('/proc/self/fd') ? `/proc/self/fd/${this.#descriptor}/${name}` : join(this.#folder, name)
  }

  /** For the one who holds the folder: what is there was left by a process that is gone. */
  removeStale(): void {
    rmSync(join(this.#folder, name), { force: true })
  }

  protect(): void {
    chmodSync(join(this.#folder, name), 0o600)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

const name = 'control.sock'

export interface ControlRequest {
  readonly command: string
  readonly arguments: Readonly<Record<string, string>>
}

/** What a line asks for; undefined: it is no request. */
export function parseControlRequest(line: string): ControlRequest | undefined {
  try {
    const { command, arguments: args } = JSON.parse(line) ?? {}
    const isText = (value: unknown) => typeof value === 'string'
    if (!isText(command) || typeof args !== 'object' || args === null || !Object.values(args).every(isText)) return undefined
    return { command, arguments: args }
  } catch {
    return undefined
  }
}

export type ControlReply = { readonly result: unknown } | { readonly error: string }
