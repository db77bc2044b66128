import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFailed } from 'vitest'
import { within } from './deadline.ts'
import { Backend } from './http.ts'
import { OmtpClient } from './omtp/client.ts'
import { mintToken } from './token.ts'
import { certificateFile, type Ports, type Transport, tcp, tls } from './transports.ts'

const main = fileURLToPath(new URL('../../packages/cli/bundle/main.js', import.meta.url))
const banner = /^\s*OMTP\s+127\.0\.0\.1:(\d+).*\n\s*HTTP\s+https?:\/\/127\.0\.0\.1:(\d+)/m
const startPatience = 20_000

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Outlives a test: whoever shares it prints its log. */
  readonly shared?: boolean
  /** Without it, requests and messages are as good as unlimited. */
  readonly limits?: 'as shipped'
  /** With a certificate: all its doors are open for TLS only, which clients then use. */
  readonly secure?: boolean
  /** Text of a configuration file. */
  readonly config?: string
  /** Modules loaded before the program, in every thread. */
  readonly preload?: readonly URL[]
}

interface Output {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface SignIn {
  readonly deviceType?: number
  readonly deviceId?: string
  /** Whether to ask for the hot sessions, as every stock client does at once. */
  readonly sync?: boolean
  /** TCP, if nothing else is said. */
  readonly via?: Transport
  readonly encrypt?: boolean
  readonly compress?: boolean
}

/** Tests write faster than people, and many servers share the machine of a test run: what they wait for is each other. */
const raised = {
  MAGPIE_LIMITS_REQUESTS_PER_CONNECTION: '100000',
  MAGPIE_LIMITS_REQUEST_BURST: '100000',
  MAGPIE_LIMITS_REQUESTS_WITHOUT_KEY: '100000',
  MAGPIE_LIMITS_MESSAGES_PER_USER: '100000',
  MAGPIE_LIMITS_MESSAGES_PER_GROUP: '100000',
  MAGPIE_OVERLOAD_LOOP_DELAY_MS: '0',
}

const certificate = { MAGPIE_TLS_CERT: certificateFile('first', 'cert'), MAGPIE_TLS_KEY: certificateFile('first', 'key') }

/** For what has to hold without TLS and with it, and whoever holds the connections. */
export const everyWay: readonly (readonly [string, ServerOptions])[] = [
  ['without TLS', {}],
  ['over TLS', { secure: true }],
  ['over TLS, ended by worker processes', { secure: true, env: { MAGPIE_WORKERS: '2' } }],
]

function environment(data: string, { env = {}, preload = [], limits, secure = false }: ServerOptions): NodeJS.ProcessEnv {
  return {
    HOME: data,
    MAGPIE_OMTP_PORT: '0',
    MAGPIE_HTTP_PORT: '0',
    MAGPIE_JOURNAL_SEGMENT_MIB: '4',
    MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '100000',
    ...(limits === 'as shipped' ? {} : raised),
    ...(secure ? certificate : {}),
    NODE_OPTIONS: preload.map((url) => `--import=${url.href}`).join(' '),
    ...env,
  }
}

class Running {
  readonly #child: ChildProcess
  stdout = ''
  stderr = ''
  readonly exited: Promise<number | null>

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    // The channel closes with this process, however that ends, and a server stops when it does.
    this.#child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    this.#child.stdout?.on('data', (chunk) => {
      this.stdout += chunk
    })
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr += chunk
    })
    this.exited = once(this.#child, 'close').then(([code]) => code)
  }

  async ports(): Promise<Ports> {
    const gone = this.exited.then((code) => Promise.reject(new Error(`the server ended with ${code}: ${this.stderr}`)))
    const found = Promise.race([this.#bannerPorts(), gone])
    return await within(startPatience, found, () => `the banner; stdout: ${this.stdout}; stderr: ${this.stderr}`)
  }

  async #bannerPorts(): Promise<Ports> {
    for (;;) {
      const match = banner.exec(this.stdout)
      if (match !== null) return { port: Number(match[1]), httpPort: Number(match[2]) }
      if (this.#child.stdout !== null) await once(this.#child.stdout, 'data')
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    return await within(startPatience, this.exited, () => `the end of the server; stderr: ${this.stderr}`)
  }
}

/** Runs a command of the program to its end. */
export async function runMagpie(args: readonly string[], options: ServerOptions & { readonly data: string }): Promise<Output> {
  const running = new Running([...args, '--data', options.data], environment(options.data, options))
  try {
    const code = await within(startPatience, running.exited, () => `the end of magpie ${args.join(' ')}; stderr: ${running.stderr}`)
    return { code, stdout: running.stdout, stderr: running.stderr }
  } finally {
    await running.end('SIGKILL')
  }
}

/** A server process on a data folder of its own, which lives until the test is over. */
export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'magpie-test-'))
  readonly data = join(this.folder, 'data')
  port = 0
  httpPort = 0
  #up = Promise.withResolvers<void>()
  #options: ServerOptions
  #running: Running | undefined
  readonly #clients: OmtpClient[] = []

  constructor(options: ServerOptions) {
    this.#options = options
    mkdirSync(this.data)
    if (options.shared !== true) onTestFailed(() => this.printLog())
  }

  printLog(): void {
    console.error(`the server's log ended with:\n${this.stderr.slice(-4000)}`)
  }

  get stderr(): string {
    return this.#running?.stderr ?? ''
  }

  /** The address that the server prints for this demo account, which signs it in. */
  demoLink(user: string): string {
    const link = new RegExp(`^\\s*${user}\\s+(http\\S+)$`, 'm').exec(this.#running?.stdout ?? '')?.[1]
    if (link === undefined) throw new Error(`the server printed no link for ${user}`)
    return link
  }

  /** Starts the program on what is in the data folder; changed options stay. */
  async start(changes: ServerOptions = {}): Promise<void> {
    this.#options = { ...this.#options, ...changes }
    const { config } = this.#options
    const file = join(this.folder, 'magpie.yaml')
    if (config !== undefined) writeFileSync(file, config)
    const args = ['serve', '--data', this.data, ...(config === undefined ? [] : ['--config', file])]
    this.#running = new Running(args, environment(this.data, this.#options))
    const ports = await this.#running.ports()
    this.port = ports.port
    this.httpPort = ports.httpPort
    this.#up.resolve()
  }

  /** Resolves when this server listens on `port`; after its end that port may be another server's. */
  up(): Promise<void> {
    return this.#up.promise
  }

  /** As a crash of the process would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Asks it to look at its files again. */
  hangUp(): void {
    this.#running?.signal('SIGHUP')
  }

  /** Says so and does not wait; gives what it ends with. */
  signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#running?.signal(signal)
    return this.#running?.exited ?? Promise.resolve(null)
  }

  /** As an operator would; gives the exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    this.#up = Promise.withResolvers()
    return (await this.#running?.end(signal)) ?? null
  }

  async restart(changes: ServerOptions = {}): Promise<void> {
    await this.kill()
    await this.start(changes)
  }

  async run(...args: readonly string[]): Promise<Output> {
    return await runMagpie(args, { ...this.#options, data: this.data })
  }

  token(user: string): string {
    return mintToken(user, this.data)
  }

  /** The public key by which clients know this server. */
  async identity(): Promise<string> {
    return (await this.run('identity')).stdout.trim()
  }

  /** A backend with a new API key. */
  async backend(...scopes: readonly string[]): Promise<Backend> {
    const { stdout } = await this.run('key', 'add', '--name', 'test', '--scopes', scopes.join(','))
    return new Backend(`http://127.0.0.1:${this.httpPort}`, stdout.trim().split('\n').at(-1) ?? '')
  }

  async connect(transport?: Transport): Promise<OmtpClient> {
    const usual = this.#options.secure === true ? tls() : tcp
    const client = await OmtpClient.connect(this, transport ?? usual)
    this.#clients.push(client)
    return client
  }

  async signIn(user: string, { sync = true, via, encrypt = false, ...device }: SignIn = {}): Promise<OmtpClient> {
    const client = await this.connect(via)
    if (encrypt) await client.encrypt(await this.identity())
    const { errorCode } = await client.signIn(user, { password: this.token(user), ...device })
    expect(errorCode.code, `sign-in of ${user}`).toBe(0)
    if (sync) await client.hotSessions()
    return client
  }

  /** Signs both in, makes them friends, and leaves nothing pushed behind. */
  async friends(...names: readonly [string, string]): Promise<[OmtpClient, OmtpClient]> {
    const [one, other] = [await this.signIn(names[0]), await this.signIn(names[1])]
    expect(await one.addFriend(names[1])).toBe(0)
    await other.expect('sync')
    return [one, other]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close()
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** `await using server = await startServer()` */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const server = new Server(options)
  try {
    await server.start()
  } catch (cause) {
    await server[Symbol.asyncDispose]()
    throw cause
  }
  return server
}
