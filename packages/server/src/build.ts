import type { Health } from '@magpie-im/http'
import type { Compactions, ManageApiKeys, ManageUsers, Tokens } from '@magpie-im/services'
import { backupPoint } from './backup/backup-point.ts'
import type { BackupPoint } from './backup/manifest.ts'
import type { ConfigOrigins } from './config/read.ts'
import type { RightPorts } from './control/right-commands.ts'
import { type CoreOptions, openCore } from './core.ts'
import { type Doors, openDoors } from './doors.ts'
import { healthOf } from './health.ts'
import { httpApi } from './http-api.ts'
import { operating } from './operating.ts'
import type { Protection } from './protection.ts'
import { machine } from './surroundings.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'
import { Workers } from './workers/workers.ts'

interface BuildOptions extends CoreOptions {
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

/** How long a start waits for the read model; after that messages flow, and reads are refused until it is there. */
const startPatienceMs = 1_500

/** The core and its doors. */
export async function build({ origins, certificate, ...options }: BuildOptions): Promise<Built> {
  await using cleanup = new AsyncDisposableStack()
  const { log } = options
  const { clock } = machine
  const workers = openWorkers(options, cleanup)
  const { config, stores, protection, registry, tokens, gateway, protocol, useCases } = await openCore(options, machine, cleanup)
  const { journal, state, readModel, compactions } = stores
  const { metrics, watch, traced } = protection
  if (workers !== undefined) metrics.watchWorkers(workers)
  const listening = { now: false }
  const health = healthOf({ listening, journal, readModel, metrics })
  const ofOperator = operating({ config: options.config, origins, stores, gateway, traced })
  const api = await httpApi(
    { config, journal, state, deliveries: registry, tokens, clock, log, watch, health, useCases: { ...ofOperator, ...useCases } },
    cleanup,
  )
  const running = cleanup.move()
  return {
    users: useCases.users,
    tokens,
    keys: api.keys,
    listen: async () => {
      await Promise.race([readModel.caughtUp(), new Promise<void>((resolve) => clock.after(startPatienceMs, resolve))])
      const doors = await openDoors(
        { config, gateway, protocol, handle: api.handle, certificate, log, metrics: metrics.requests, workers },
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
