import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** As the compiler leaves it: bugs are planted in it, and it is sooner built than what is shipped. */
export const builtProgram = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))
const startMs = 20_000

/** Small files and no limits: seals, spare files and checkpoints come soon, and only the disk is waited for. */
const settings = {
  MAGPIE_OMTP_PORT: '0',
  MAGPIE_HTTP_PORT: '0',
  MAGPIE_LOG_LEVEL: 'error',
  MAGPIE_JOURNAL_SEGMENT_MIB: '2',
  MAGPIE_LIMITS_MESSAGES_PER_USER: '1000000',
  MAGPIE_LIMITS_MESSAGES_PER_GROUP: '1000000',
  MAGPIE_LIMITS_REQUESTS_PER_KEY: '1000000',
  MAGPIE_OVERLOAD_LOOP_DELAY_MS: '0',
}

export interface ServerOptions {
  readonly data: string
  readonly program?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** A real server. */
export class ServerProcess {
  readonly httpPort: number
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>

  private constructor(child: ChildProcess, httpPort: number) {
    this.#child = child
    this.httpPort = httpPort
    this.#ended = once(child, 'exit')
  }

  /** Throws with what the server said when it does not start. */
  static async start({ data, program = builtProgram, environment = {} }: ServerOptions): Promise<ServerProcess> {
    const child = spawn(process.execPath, [program, 'serve', '--data', data], {
      env: { HOME: data, ...settings, ...environment },
      // The channel closes with this process, however that ends, and a server stops when it does.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let said = ''
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const listen = (text: Buffer) => {
      said += text.toString()
      const port = /^\s*HTTP\s+http:\/\/127\.0\.0\.1:(\d+)/m.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said.trim().slice(-2000)}`)))
    const timer = setTimeout(() => reject(new Error(`the server did not start in time: ${said.slice(-2000)}`)), startMs)
    try {
      return new ServerProcess(child, await promise)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** The end of a server that ends by itself. */
  async ended(): Promise<void> {
    await this.#ended
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#child.kill(signal)
    await this.#ended
  }
}

/** Makes an API key with which a backend may do everything. */
export function makeKey(data: string, program = builtProgram): string {
  const scopes = 'read,write,send,admin'
  const args = [program, 'key', 'add', '--name', 'power-cut', '--scopes', scopes, '--data', data]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: { HOME: data }, encoding: 'utf8' })
  if (status !== 0) throw new Error(`no API key was made: ${stderr}`)
  return stdout.trim().split('\n').at(-1) ?? ''
}
