import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInstead, smallNursery } from './child.mjs'
import { LaunchError } from './launch-error.mjs'
import { findNode } from './node.mjs'
import { prepare } from './prepare.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`)

/**
 * Installs and builds what is out of date, then becomes `script` (a path below the root) under Node 24.
 *
 * @param {string} script
 * @param {string[]} args
 */
export function launch(script, args) {
  return orExplain(async () => {
    await prepare(root, say)
    await runInstead(findNode(root), [smallNursery, join(root, script), ...args])
  })
}

/**
 * A failure that people can do something about is a sentence and exit code 1, not a stack trace.
 *
 * @param {() => Promise<void>} action
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function orExplain(action) {
  try {
    await action()
    return true
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error
    say(error.output === '' ? error.message : `${error.output.trimEnd()}\n${error.message}`)
    process.exitCode = 1
    return false
  }
}

/** Installs and builds what is out of date. */
export const prepareHere = () => prepare(root, say)
