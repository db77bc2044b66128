import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { callServer, type ShownKey } from '@magpie-im/server'
import { type Ports, ServerProcess, type ServerProgram } from '../../real/server-process.ts'
import { bridgeTo } from './bridge.ts'

const main = fileURLToPath(new URL('../../../packages/cli/bundle/main.js', import.meta.url))

/** Everything is let in; what is tried are the doors, not the limits. */
const raised = {
  MAGPIE_OMTP_PORT: '0',
  MAGPIE_HTTP_PORT: '0',
  MAGPIE_LIMITS_REQUESTS_PER_CONNECTION: '1000000',
  MAGPIE_LIMITS_REQUEST_BURST: '1000000',
  MAGPIE_LIMITS_REQUESTS_PER_KEY: '1000000',
  MAGPIE_LIMITS_REQUESTS_WITHOUT_KEY: '1000000',
  MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '1000000',
  MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS: '100000',
  MAGPIE_OVERLOAD_LOOP_DELAY_MS: '0',
}

interface Opened {
  readonly folder: string
  readonly program: ServerProgram
  readonly server: ServerProcess
  readonly ports: Ports
  readonly plainPort: number
  readonly key: string
}

/** A server on a folder of its own, both gone when it is disposed of. */
export class House implements AsyncDisposable {
  readonly #folder: string
  readonly #server: ServerProcess
  readonly #program: ServerProgram
  readonly ports: Ports
  /** Leads to the OMTP port without TLS, whether or not that speaks it. */
  readonly plainPort: number
  /** An API key that may do everything. */
  readonly key: string
  #errorsTold = 0

  private constructor({ folder, program, server, ports, plainPort, key }: Opened) {
    this.#folder = folder
    this.#program = program
    this.#server = server
    this.ports = ports
    this.plainPort = plainPort
    this.key = key
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'magpie-fuzz-'))
    const program = { main, data: join(folder, 'data'), env: { HOME: folder, ...raised, ...env }, log: join(folder, 'log') }
    const server = new ServerProcess(program)
    const ports = await server.ports
    if (ports === undefined) throw new Error(`the server did not start: ${readFileSync(program.log, 'utf8')}`)
    const made = await callServer(program.data, { command: 'key add', arguments: { name: 'fuzz', scopes: 'admin' } })
    const { text: key = '' } = made as ShownKey // as: what this command gives
    const plainPort = 'MAGPIE_TLS_CERT' in env ? await bridgeTo(ports.omtp) : ports.omtp
    return new House({ folder, program, server, ports, plainPort, key })
  }

  get controlSocket(): string {
    return join(this.#program.data, 'control.sock')
  }

  token(user: string): string {
    const { tokenSecret } = JSON.parse(readFileSync(join(this.#program.data, 'secrets.json'), 'utf8')) as { tokenSecret: string } // as: made by the server
    const now = Math.floor(Date.now() / 1000)
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = `${part({ alg: 'HS256' })}.${part({ sub: user, iat: now, exp: now + 86_400 })}`
    return `${signed}.${createHmac('sha256', Buffer.from(tokenSecret, 'base64url')).update(signed).digest('base64url')}`
  }

  /** What was said last before the process ended; undefined: it lives. */
  async deathNote(): Promise<string | undefined> {
    const alive = Symbol('alive')
    const end = await Promise.race([this.#server.ended, new Promise<symbol>((resolve) => setImmediate(() => resolve(alive)))])
    return typeof end === 'symbol' ? undefined : `${JSON.stringify(end)} ${readFileSync(this.#program.log, 'utf8').slice(-3_000)}`
  }

  /** Memory of the process, in MiB. */
  memory(): number {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.#server.pid}/status`, 'utf8'))?.[1]
    return Number(kib) / 1024
  }

  /** Lines of the log that nobody's bytes may cause, errors of ours: those that came since it was asked last. */
  newErrors(): string[] {
    const lines = readFileSync(this.#program.log, 'utf8').split('\n')
    const errors = lines.filter((line) => line !== '' && (!line.startsWith('{') || /"level":(?:50|60|"error"|"fatal")/.test(line)))
    const told = this.#errorsTold
    this.#errorsTold = errors.length
    return errors.slice(told)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.signal('SIGKILL')
    await this.#server.ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
