import fs from 'node:fs'
import path from 'node:path'

/** What is known of a database file from outside it. */
export interface FileState {
  /** The boot of the machine in which it was last opened: what was written in it is there while it lasts. */
  readonly bootId: string
  /** Closed with everything on the disk. */
  readonly clean: boolean
  /** Found damaged while it was in use. */
  readonly suspect: boolean
}

const unknownState: FileState = { bootId: '', clean: false, suspect: false }

/** `unknownState` when the file is missing or torn: nothing is trusted then. */
export function readState(file: string): FileState {
  try {
    const { bootId, clean, suspect } = JSON.parse(fs.readFileSync(file, 'utf8'))
    return { bootId: String(bootId), clean: clean === true, suspect: suspect === true }
  } catch {
    return unknownState
  }
}

/** Replaces the file, durably. */
export function writeState(file: string, state: FileState): void {
  const next = `${file}.next`
  const descriptor = fs.openSync(next, 'w', 0o600)
  try {
    fs.writeSync(descriptor, JSON.stringify(state))
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
  fs.renameSync(next, file)
  syncPath(path.dirname(file))
}

export function syncPath(target: string): void {
  const descriptor = fs.openSync(target, 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Empty where the system does not tell: then only a clean close is trusted. */
export function currentBootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

export function isTrusted(state: FileState, bootId: string): boolean {
  return state.clean || (bootId !== '' && state.bootId === bootId)
}
