import { type ChildProcess, fork, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fewArenas, smallNursery } from '../tools/launch/child.mjs'
import type { Left } from './observe/process.ts'

/** A server process under load. Ends, with everything it left on the disk, when it is disposed of. */
export interface Target extends Disposable {
  readonly pid: number
  readonly port: number
  /** Of a server; the yardstick has no figures to ask for. */
  readonly httpPort?: number
  token(user: string): string
}

const root = fileURLToPath(new URL('../', import.meta.url))
const secondsPerDay = 86_400
const patienceMs = 120_000

/** A server as it is shipped. */
export interface ServerTarget extends Target {
  readonly httpPort: number
  /** Its data. */
  readonly folder: string
  /** Of a server with a probe (`observe/`) in it. */
  memory(): Promise<Left>
  /** As an operator would end it. */
  end(): Promise<void>
  /** As no operator would. */
  crash(): Promise<void>
}

const quiet = { MAGPIE_OMTP_PORT: '0', MAGPIE_HTTP_PORT: '0', MAGPIE_LOG_LEVEL: 'error' }

/** Limits only: a generator is one address and many users, is never slow by itself, and its receivers only listen. */
export const raised = {
  MAGPIE_OMTP_HEARTBEAT_SECONDS: '600',
  MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS: '1000000',
  MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '1000000',
  MAGPIE_LIMITS_REQUESTS_PER_CONNECTION: '1000000',
  MAGPIE_LIMITS_REQUEST_BURST: '1000000',
  MAGPIE_LIMITS_MESSAGES_PER_USER: '1000000',
  MAGPIE_LIMITS_MESSAGES_PER_GROUP: '1000000',
  MAGPIE_GROUPS_MEMBERS: '100000',
}

interface ServerOptions {
  /** On what it runs, and what stays; by default one of its own on the disk of this checkout (a temporary folder may be in memory). */
  readonly folder?: string
  /** V8 records what every thread does and writes it there; each module is a file then, so that a function has a place. */
  readonly profiles?: string
}

const profileEveryMicroseconds = 500

/** The real server. */
export async function startServer(
  settings: Readonly<Record<string, string>> = raised,
  { folder: kept, profiles }: ServerOptions = {},
): Promise<ServerTarget> {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = kept ?? mkdtempSync(join(cache, 'bench-'))
  const recording = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-interval=${profileEveryMicroseconds}`]
  const program = (tree: string) => join(root, 'packages/cli', tree, 'main.js')
  const args = [smallNursery, ...(profiles === undefined ? [program('bundle')] : [...recording, program('dist')])]
  const child = spawn(process.execPath, [...args, 'serve', '--data', folder], {
    env: { ...fewArenas, HOME: folder, ...quiet, ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const stop = stopper(child, () => kept ?? rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const memory = async () => {
    child.send('collect')
    const [left] = await once(child, 'message')
    return left as Left // as: what the probe sends
  }
  try {
    const ports = await portsIn(child)
    const ended = async (signal: 'SIGTERM' | 'SIGKILL') => {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    const ends = { end: () => ended('SIGTERM'), crash: () => ended('SIGKILL') }
    return { pid: pidOf(child), ...ports, folder, memory, ...ends, token: (user) => mintToken(user, folder), [Symbol.dispose]: stop }
  } catch (error) {
    stop()
    throw error
  }
}

/** The yardstick, see `bare/relay.ts`. */
export async function startRelay(): Promise<Target> {
  // Frozen: it gets no options that this process was given.
  const child = fork(join(root, 'bench/bare/relay.ts'), { execArgv: [] })
  const stop = stopper(child, () => undefined)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }] // as: it sends nothing else
  return { pid: pidOf(child), port, token: () => 'none', [Symbol.dispose]: stop }
}

/** Kills at once, at the latest when this process ends. */
function stopper(child: ChildProcess, clean: () => void): () => void {
  const stop = () => {
    process.off('exit', stop)
    child.kill('SIGKILL')
    clean()
  }
  process.once('exit', stop)
  return stop
}

async function portsIn(child: ChildProcess): Promise<{ port: number; httpPort: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ port: number; httpPort: number }>()
  let printed = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    const match = /^\s*OMTP\s+127\.0\.0\.1:(\d+).*\n\s*HTTP\s+https?:\/\/127\.0\.0\.1:(\d+)/m.exec(printed)
    if (match !== null) resolve({ port: Number(match[1]), httpPort: Number(match[2]) })
  })
  const timer = setTimeout(() => reject(new Error('the server did not start in time')), patienceMs)
  child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start')
  return pid
}

/** As a product's own backend would sign it with the server's secret. */
export function mintToken(user: string, folder: string): string {
  const { tokenSecret } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as { tokenSecret: string } // as: made by the server
  const now = Math.floor(Date.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now, exp: now + secondsPerDay })}`
  return `${signed}.${createHmac('sha256', Buffer.from(tokenSecret, 'base64url')).update(signed).digest('base64url')}`
}
