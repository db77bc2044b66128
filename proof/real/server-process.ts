import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

export interface Ports {
  readonly omtp: number
  readonly http: number
}

export interface ServerProgram {
  /** The built `magpie` command. */
  readonly main: string
  readonly data: string
  readonly env: Readonly<Record<string, string>>
  /** What it says on standard error is added to this file. */
  readonly log: string
}

const banner = /^\s*OMTP\s+127\.0\.0\.1:(\d+).*\n\s*HTTP\s+https?:\/\/127\.0\.0\.1:(\d+)/m

/** One process of the server, from its start to its end. */
export class ServerProcess {
  /** Resolves when it listens; undefined: it ended before. */
  readonly ports: Promise<Ports | undefined>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  readonly #child: ChildProcess

  constructor(program: ServerProgram) {
    this.#child = startProgram(program, ['serve'])
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }))
    this.ports = Promise.race([portsIn(this.#child), this.ended.then(() => undefined)])
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Of a server with a probe in it that answers; one question at a time. */
  async ask(question: string): Promise<unknown> {
    const answer = once(this.#child, 'message')
    this.#child.send(question)
    const ended = this.ended.then(() => Promise.reject(new Error('the server ended')))
    const [value] = await Promise.race([answer, ended])
    return value
  }
}

/** Runs a command of the program to its end. */
export async function runCommand(program: ServerProgram, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = startProgram(program, args)
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = await once(child, 'close')
  return { code, output }
}

function startProgram({ main, data, env, log }: ServerProgram, args: readonly string[]): ChildProcess {
  const errors = openSync(log, 'a')
  // The channel closes with this process, however that ends, and a server stops when it does.
  const child = spawn(process.execPath, [main, ...args, '--data', data], { env, stdio: ['ignore', 'pipe', errors, 'ipc'] })
  closeSync(errors)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('close', () => process.off('exit', kill))
  return child
}

async function portsIn({ stdout }: ChildProcess): Promise<Ports> {
  const { promise, resolve } = Promise.withResolvers<Ports>()
  let printed = ''
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    const match = banner.exec(printed)
    if (match !== null) resolve({ omtp: Number(match[1]), http: Number(match[2]) })
  })
  return await promise
}
