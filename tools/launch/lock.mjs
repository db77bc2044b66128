import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const pollMs = 50
/** Nobody holds the guard for longer than two system calls, so an older one was left by a process that died. */
const guardMs = 10_000

/**
 * Runs `action` while no other process runs one under the same lock file. The file names its owner; a lock whose owner
 * is gone is taken over.
 *
 * @param {string} file
 * @param {(ownerPid: number) => void} onWait called once if somebody else has the lock
 * @param {() => Promise<void>} action
 */
export async function withLock(file, onWait, action) {
  mkdirSync(dirname(file), { recursive: true })
  for (let waited = false; !create(file); ) {
    const owner = ownerOf(file)
    if (owner !== undefined && !isAlive(owner)) takeAway(file, owner)
    else {
      if (!waited && owner !== undefined) onWait(owner)
      waited ||= owner !== undefined
      await wait(pollMs)
    }
  }
  try {
    await action()
  } finally {
    rmSync(file, { force: true })
  }
}

/**
 * Whether this process made the file; false when it existed.
 *
 * @param {string} file
 */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Undefined while the owner is still writing his name, or when the lock has just gone.
 *
 * @param {string} file
 */
function ownerOf(file) {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

/**
 * Of several processes that see the same dead owner, only one may remove his lock, or the next owner's would go with it.
 *
 * @param {string} file
 * @param {number} deadOwner
 */
function takeAway(file, deadOwner) {
  const guard = `${file}.guard`
  if (!create(guard)) {
    if (ageOf(guard) > guardMs) rmSync(guard, { force: true })
    return
  }
  if (ownerOf(file) === deadOwner) rmSync(file, { force: true })
  rmSync(guard, { force: true })
}

/** @param {string} file */
function ageOf(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
