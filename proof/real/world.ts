import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mintToken } from '../../bench/target.ts'
import { Archive } from './archive.ts'
import { Backend } from './backend.ts'
import { ChaosProxy } from './chaos-proxy.ts'
import { DiskFaults } from './disk-faults.ts'
import type { Random } from './seeded.ts'
import { type Ports, runCommand, type ServerProgram } from './server-process.ts'
import { Supervisor } from './supervisor.ts'

/** A server that can be broken in every way, and what stands around it. */
export interface World {
  readonly program: ServerProgram
  readonly supervisor: Supervisor
  readonly disk: DiskFaults
  readonly proxy: ChaosProxy
  readonly backend: Backend
  readonly archive: Archive
  /** What the server did that it must not, besides what histories show. */
  readonly troubles: string[]
  token(user: string): string
}

interface WorldOptions {
  readonly workers: number
  readonly main: string
  readonly folder: string
  readonly random: Random
}

/**
 * As shipped, but for four things: all phones come from one address, write to whom they like, the journal's files are small so that
 * many changes of files fall into a run, and a client may be behind by less.
 */
const settings = {
  MAGPIE_OMTP_PORT: '0',
  MAGPIE_HTTP_PORT: '0',
  MAGPIE_LOG_LEVEL: 'warn',
  MAGPIE_CHAT_POLICY: 'anyone',
  MAGPIE_JOURNAL_SEGMENT_MIB: '2',
  MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '65536',
  MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '100000',
  MAGPIE_LIMITS_REQUESTS_WITHOUT_KEY: '100000',
  MAGPIE_LIMITS_REQUESTS_PER_KEY: '100000',
}

export async function openWorld({ main, workers, folder, random }: WorldOptions): Promise<World> {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const disk = new DiskFaults(data, join(folder, 'disk-orders'))
  const proxy = await ChaosProxy.open(random)
  const program = {
    main,
    data,
    env: { HOME: folder, ...settings, MAGPIE_WORKERS: `${workers}`, ...disk.env },
    log: join(folder, 'server.log'),
  }
  const troubles: string[] = []
  const trouble = Promise.withResolvers<never>()
  const onTrouble = (what: string) => {
    troubles.push(what)
    trouble.reject(new Error(`${what}; see ${program.log}`))
  }
  trouble.promise.catch(() => undefined)
  const onPorts = (ports: Ports | undefined) => {
    proxy.target = ports?.omtp
  }
  const refusals = () => disk.counts().full + disk.counts().failedSyncs
  const supervisor = new Supervisor({ program, onPorts, onTrouble, refusals })
  supervisor.start()
  await Promise.race([supervisor.up, trouble.promise])
  const backend = new Backend(await makeKey(program, 'prove'), async () => (await supervisor.up).http)
  const archive = new Archive(backend)
  return { program, supervisor, disk, proxy, backend, archive, troubles, token: (user) => mintToken(user, data) }
}

/** An API key that may do everything. */
export async function makeKey(program: ServerProgram, name: string): Promise<string> {
  const { code, output } = await runCommand(program, 'key', 'add', '--name', name, '--scopes', 'admin')
  if (code !== 0) throw new Error(`no API key was made; see ${program.log}`)
  return output.trim().split('\n').at(-1) ?? ''
}
