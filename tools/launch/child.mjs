import { spawn } from 'node:child_process'
import { LaunchError } from './launch-error.mjs'

/** @type {readonly NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Otherwise glibc gives each thread an arena of its own, and what one lets go of is not there for the others: 50 MiB after an hour. */
export const fewArenas = { MALLOC_ARENA_MAX: '2' }

/**
 * Otherwise V8's young generation grows to 96 MiB in a busy moment, and stays so large, for no more messages a second.
 * It holds for every thread, also for one with a limit of its own: V8 asks the flag first.
 */
export const smallNursery = '--max-semi-space-size=16'

/**
 * Runs a command to its end and keeps quiet about what it says.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runQuietly(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' && command === 'npm' })
  let output = ''
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    output += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const { code, signal } = await ended(child, command)
  if (signal !== null && signals.includes(signal)) dieOf(signal)
  return { code, output }
}

/**
 * Runs a command to its end in place of this process: same terminal, same signals, same exit. The child has a channel
 * to this process and sees it close (`disconnect`) even when this process is killed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function runInstead(command, args) {
  const env = { ...fewArenas, ...process.env }
  const child = spawn(command, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent(child)
  const { code, signal } = await ended(child, command)
  if (signal !== null) dieOf(signal)
  process.exit(code)
}

/**
 * Runs a command to its end on the same terminal; ends it when this process is told to stop, or when npm is gone.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} its exit code
 */
export async function runInForeground(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: 'inherit' })
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent(child)
  const { code, signal } = await ended(child, command)
  if (signal !== null && signals.includes(signal)) dieOf(signal)
  return code
}

/**
 * npm that is killed tells nobody: what `npm start` or `npm test` started would run on, unseen.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWithParent(child) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500)
  timer.unref()
}

/**
 * Passes signals on until the child has ended.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} command
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null }>}
 */
function ended(child, command) {
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (!hasItAlready(signal)) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, pass)
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new LaunchError(`${command} cannot be run: ${cause.message}.`)))
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      resolve({ code: code ?? 1, signal })
    })
  })
}

/**
 * A terminal sends Ctrl-C and hang-ups to the child as well; a second one would look like impatience.
 *
 * @param {NodeJS.Signals} signal
 */
function hasItAlready(signal) {
  return signal !== 'SIGTERM' && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
}

/**
 * @param {NodeJS.Signals} signal
 * @returns {never}
 */
function dieOf(signal) {
  process.kill(process.pid, signal)
  process.exit(1)
}
