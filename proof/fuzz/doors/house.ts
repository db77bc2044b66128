import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ports, runCommand, ServerProcess, type ServerProgram } from '../../real/server-process.ts'

const main = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))

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

/** A server on a folder of its own, both gone when it is disposed of. */
export class House implements AsyncDisposable {
  readonly #folder: string
  readonly #server: ServerProcess
  readonly #program: ServerProgram
  readonly ports: Ports

  private constructor(folder: string, program: ServerProgram, server: ServerProcess, ports: Ports) {
    this.#folder = folder
    this.#program = program
    this.#server = server
    this.ports = ports
  }

  static async open(): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'magpie-fuzz-'))
    const program = { main, data: join(folder, 'data'), env: { HOME: folder, ...raised }, log: join(folder, 'log') }
    const server = new ServerProcess(program)
    const ports = await server.ports
    if (ports === undefined) throw new Error(`the server did not start: ${readFileSync(program.log, 'utf8')}`)
    return new House(folder, program, server, ports)
  }

  get controlSocket(): string {
    return join(this.#program.data, 'control.sock')
  }

  /** An API key that may do everything. */
  async key(): Promise<string> {
    const { output } = await runCommand(this.#program, 'key', 'add', '--name', 'fuzz', '--scopes', 'admin')
    return output.trim().split('\n').at(-1) ?? ''
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

  /** Lines of the log that nobody's bytes may cause: errors of ours. */
  errors(): string[] {
    const lines = readFileSync(this.#program.log, 'utf8').split('\n')
    return lines.filter((line) => line !== '' && (!line.startsWith('{') || /"level":(?:50|60|"error"|"fatal")/.test(line)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.signal('SIGKILL')
    await this.#server.ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
