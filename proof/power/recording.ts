import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from '@magpie-im/journal'
import { Api } from './api.ts'
import { writeImage } from './image.ts'
import { Load } from './load.ts'
import type { Promises } from './promises.ts'
import { recorderEnvironment } from './recorder.ts'
import { imageAfterCut, type PowerCut, Replay } from './replay.ts'
import { builtProgram, makeKey, ServerProcess } from './server-process.ts'
import { readSteps } from './steps.ts'

/** How a run of the server ends: in peace, by a kill with memory left as it is, or with the power gone. */
export const endings = ['kill', 'power', 'stop'] as const
export type Ending = (typeof endings)[number]

/** What is kept of a recording beside the record. */
export interface Recording {
  readonly root: string
  readonly key: string
  readonly cuts: readonly PowerCut[]
  readonly promises: Promises
  /** Why it ended before its time: the server did not start any more, or did not take what it has to. */
  readonly failure: string | undefined
}

export interface RecordingOptions {
  /** Holds everything; empty. */
  readonly folder: string
  readonly seed: number
  readonly runs: number
  /** A run ends behind so many more acknowledged messages. */
  readonly messagesPerRun: number
  readonly syncMicroseconds: number
  /** Another build of the server than ours. */
  readonly program?: string
  readonly onRun?: (run: number, ending: Ending, acked: number) => void
}

export const recordOf = (folder: string) => join(folder, 'record')
const recordingFile = (folder: string) => join(folder, 'recording.json')

export function readRecording(folder: string): Recording {
  return JSON.parse(readFileSync(recordingFile(folder), 'utf8'))
}

/** Runs a server under load several times on one folder and records what it does to the disk. */
export async function record(options: RecordingOptions): Promise<Recording> {
  const { folder, seed, runs, onRun = () => undefined } = options
  const root = join(folder, 'root')
  mkdirSync(root, { recursive: true })
  const random = seeded(seed)
  const load = new Load(seeded(seed + 1))
  const cuts: PowerCut[] = []
  const session = new Session(options, root, load)
  const runAll = async () => {
    for (let run = 0; run < runs; run++) {
      const ending = endings[run % endings.length] ?? 'stop'
      await session.run(run, ending)
      if (ending === 'power' && run + 1 < runs) cuts.push(cutPower({ folder, root, cuts, seed: Math.floor(random() * 2 ** 31) }))
      onRun(run, ending, load.acked)
    }
  }
  const failure = await runAll().then(
    () => undefined,
    (error: Error) => error.message,
  )
  await session.end()
  const recording = { root, key: session.key, cuts, promises: { messages: load.messages, readMarks: load.readMarks }, failure }
  writeFileSync(recordingFile(folder), JSON.stringify(recording))
  return recording
}

class Session {
  readonly #options: RecordingOptions
  readonly #load: Load
  readonly #data: string
  readonly #stopFile: string
  readonly #environment: (run: number) => Record<string, string>
  key = ''
  #server: ServerProcess | undefined

  constructor(options: RecordingOptions, root: string, load: Load) {
    const { folder, syncMicroseconds } = options
    this.#options = options
    this.#load = load
    this.#data = join(root, 'data')
    this.#stopFile = join(folder, 'stop')
    this.#environment = (boot) => {
      const bootId = join(folder, `boot-${boot}`)
      writeFileSync(bootId, `boot-${boot}\n`)
      return recorderEnvironment({ root, log: recordOf(folder), stop: this.#stopFile, bootId, syncMicroseconds })
    }
  }

  async end(): Promise<void> {
    await this.#load.stop()
    await this.#server?.stop('SIGKILL')
  }

  async run(run: number, ending: Ending): Promise<void> {
    const { program = builtProgram, messagesPerRun } = this.#options
    rmSync(this.#stopFile, { force: true })
    const environment = this.#environment(Math.floor((run + 1) / endings.length))
    const server = await ServerProcess.start({ data: this.#data, program, environment })
    this.#server = server
    if (run === 0) this.key = makeKey(this.#data, program)
    const api = new Api(server.httpPort, this.key)
    if (run === 0) await this.#load.setUp(api)
    this.#load.turnTo(api)
    if (run === 0) this.#load.start()
    const half = messagesPerRun / 2
    await this.#load.moreAcks(half)
    await api.ask('POST', '/compactions')
    await this.#load.moreAcks(half)
    if (ending === 'stop') await server.stop('SIGTERM')
    else {
      writeFileSync(this.#stopFile, '')
      await server.ended()
    }
    this.#load.turnTo(undefined)
    this.#server = undefined
  }
}

/** Leaves in the folder what the power did. */
function cutPower({ folder, root, cuts, seed }: { folder: string; root: string; cuts: readonly PowerCut[]; seed: number }): PowerCut {
  const steps = readSteps(recordOf(folder))
  const replay = new Replay(steps, { root, cuts })
  replay.to(steps.length)
  writeImage(imageAfterCut(replay.disk, seed), root, root)
  return { beforeStep: steps.length, seed }
}
