import { json } from '@magpie-im/gateway'
import type { Health } from '@magpie-im/http'
import { type Compactions, type ManageApiKeys, ManageTokens, type ManageUsers, SearchMessages, type Tokens } from '@magpie-im/services'
import { backupPoint } from './backup/backup-point.ts'
import type { BackupPoint } from './backup/manifest.ts'
import type { ConfigOrigins } from './config/read.ts'
import type { RightPorts } from './control/right-commands.ts'
import { type CoreOptions, openCore } from './core.ts'
import type { DataFolder } from './data/data-folder.ts'
import { type Doors, openDoors } from './doors.ts'
import { openFiles } from './files/open-files.ts'
import { healthOf } from './health.ts'
import { httpApi } from './http-api.ts'
import { operating } from './operating.ts'
import { overviewOf } from './overview/overview.ts'
import type { RecentLog } from './overview/recent-log.ts'
import type { Protection } from './protection.ts'
import { SearchThread } from './search/search-thread.ts'
import { machine } from './surroundings.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'
import { Workers } from './workers/workers.ts'

interface BuildOptions extends CoreOptions {
  readonly log: RecentLog
  readonly folder: DataFolder
  readonly origins: ConfigOrigins
  /** Undefined: no TLS. */
  readonly certificate: RenewedCertificate | undefined
}

export interface Built {
  readonly users: ManageUsers
  readonly tokens: Tokens
  readonly keys: ManageApiKeys
  readonly protection: Protection
  readonly compactions: Compactions
  readonly backupPoint: () => BackupPoint
  readonly health: Health
  readonly rights: RightPorts
  listen(): Promise<Doors>
  stop(): Promise<void>
}

/** How long a start waits for reads to be answered; after that messages flow, and reads are refused until they are. */
const startPatienceMs = 1_500

/** The core and its doors. */
export async function build({ origins, certificate, ...options }: BuildOptions): Promise<Built> {
  await using cleanup = new AsyncDisposableStack()
  const { log } = options
  const { clock } = machine
  const workers = openWorkers(options, cleanup)
  const { config, stores, protection, registry, tokens, signIns, verify, gateway, protocol, useCases } = await openCore(
    options,
    machine,
    cleanup,
  )
  const { journal, state, readModel, compactions } = stores
  const { metrics, watch, traced } = protection
  if (workers !== undefined) metrics.watchWorkers(workers)
  const listening = { now: false }
  const health = healthOf({ listening, journal, readModel, metrics })
  const index = cleanup.adopt(
    new SearchThread({ folder: options.folder.journal, file: options.folder.searchIndex, journal, clock, log }),
    (index) => index.close(),
  )
  const searchMessages = new SearchMessages({ index, history: readModel.history, groups: state.groups, threadOf: (id) => state.thread(id) })
  const heartbeatSeconds = config['omtp.heartbeatSeconds']
  const manageTokens = new ManageTokens({ journal, tokens, revocations: state.tokenRevocations, deliveries: registry, clock })
  const protocols = { omtp: protocol, json: json({ ...useCases, journal, searchMessages, manageTokens, heartbeatSeconds }) }
  const ofOperator = operating({ config: options.config, origins, stores, gateway, traced })
  const ofFiles = await openFiles(
    {
      ...{ config, folder: options.folder, stores, ...useCases, overload: protection.overload, clock, log },
      observe: (call) => metrics.outside.add(call),
    },
    cleanup,
  )
  metrics.watchFiles(ofFiles.fileStore)
  const ofOverview = overviewOf({ stores, protection, gateway, registry, signIns, listening, folder: options.folder.path, log }, cleanup)
  const all = { ...ofOperator, ...ofOverview, ...useCases, ...ofFiles, searchMessages }
  const api = await httpApi(
    { config, journal, state, deliveries: registry, tokens, verify, demo: options.demo, clock, log, watch, health, useCases: all },
    cleanup,
  )
  const running = cleanup.move()
  return {
    users: useCases.users,
    tokens,
    keys: api.keys,
    listen: async () => {
      await Promise.race([readModel.begin(), new Promise<void>((resolve) => clock.after(startPatienceMs, resolve))])
      const doors = await openDoors(
        { config, gateway, protocols, handle: api.handle, certificate, log, metrics: metrics.requests, workers },
        running,
      )
      noteListening(listening, running)
      return doors
    },
    protection,
    rights: { ...ofOperator, groups: state.groups },
    compactions,
    backupPoint: () => backupPoint({ journal, state, clock }),
    health,
    stop: () => running.disposeAsync(),
  }
}

function noteListening(listening: { now: boolean }, running: AsyncDisposableStack): void {
  listening.now = true
  running.defer(() => {
    listening.now = false
  })
}

/** Before all else, since they end after all connections have. Undefined: there are none. */
function openWorkers({ config: { workers: count }, log }: CoreOptions, cleanup: AsyncDisposableStack): Workers | undefined {
  if (count === 0) return undefined
  return cleanup.adopt(new Workers({ count, clock: machine.clock, log }), (workers) => workers.end())
}
