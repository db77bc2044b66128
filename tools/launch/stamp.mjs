import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Whether the last run that finished saw the same hash.
 *
 * @param {string} file
 * @param {string} hash
 */
export function isStamped(file, hash) {
  try {
    return readFileSync(file, 'utf8') === hash
  } catch {
    return false // no stamp, or an unreadable one: the work is done again
  }
}

/**
 * Does the work and stamps it; work that is interrupted leaves no stamp.
 *
 * @param {string} file
 * @param {string} hash
 * @param {() => Promise<void>} work
 */
export async function stamped(file, hash, work) {
  rmSync(file, { force: true })
  await work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
}
