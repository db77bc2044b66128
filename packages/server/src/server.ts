import type { Health } from '@magpie-im/http'
import type { ManageUsers, Tokens } from '@magpie-im/services'
import { build } from './build.ts'
import type { Config } from './config/keys.ts'
import type { ConfigOrigins } from './config/read.ts'
import { backupCommands } from './control/backup-commands.ts'
import { compactCommands } from './control/compact-commands.ts'
import { keyCommands } from './control/key-commands.ts'
import { rightCommands } from './control/right-commands.ts'
import { ControlServer } from './control/server.ts'
import { traceCommands } from './control/trace-commands.ts'
import { userCommands } from './control/user-commands.ts'
import { DataFolder } from './data/data-folder.ts'
import type { Doors } from './doors.ts'
import type { AdjustableLog } from './logger.ts'
import { isLoopback } from './loopback.ts'
import { RecentLog } from './overview/recent-log.ts'
import { StartError } from './start-error.ts'
import { startErrorFrom } from './start-failure.ts'
import { systemClock as clock } from './system-clock.ts'
import { openCertificate } from './tls/open-certificate.ts'

export interface RunningServer {
  readonly data: string
  readonly doors: Doors
  /** Whether the doors are open for TLS only. */
  readonly tls: boolean
  readonly users: ManageUsers
  readonly tokens: Tokens
  /** Looks at once whether there is a newer certificate; undefined: there is no TLS. */
  readonly renewCertificate: (() => void) | undefined
  readonly health: Health
  /** Answers what was started, makes everything durable and lets go of the data folder. */
  stop(): Promise<void>
}

interface StartOptions {
  readonly demo: boolean
  readonly log: AdjustableLog
  /** Where the values of the configuration come from; by default all are defaults. */
  readonly origins?: ConfigOrigins
}

/** Starts everything. Throws `StartError` for reasons the user can do something about. */
export async function startServer(config: Config, options: StartOptions): Promise<RunningServer> {
  refuseOpenDoors(config)
  const { demo, origins = new Map() } = options
  const log = new RecentLog(options.log, { level: config['log.level'], clock })
  await using cleanup = new AsyncDisposableStack()
  const certificate = openCertificate(config, { clock, log })
  cleanup.defer(() => certificate?.close())
  const folder = cleanup.adopt(DataFolder.open(config.data), (folder) => folder.release())
  const core = cleanup.adopt(await build({ config, origins, folder, log, demo, certificate }).catch(startErrorFrom), (core) => core.stop())
  const commands = {
    ...userCommands(core.users),
    ...keyCommands(core.keys),
    ...traceCommands(core.protection.traced),
    ...compactCommands(core.compactions),
    ...backupCommands(core.backupPoint),
    ...rightCommands(core.rights),
  }
  cleanup.adopt(await ControlServer.open({ folder: folder.path, commands, log }), (control) => control.close())
  const doors = await core.listen()
  const running = cleanup.move()
  return {
    data: folder.path,
    doors,
    tls: certificate !== undefined,
    users: core.users,
    tokens: core.tokens,
    renewCertificate: certificate && (() => certificate.renew()),
    health: core.health,
    stop: () => running.disposeAsync(),
  }
}

function refuseOpenDoors(config: Config): void {
  if (config.insecure || config['tls.cert'] !== '') return
  for (const key of ['omtp.host', 'http.host'] as const) {
    if (isLoopback(config[key])) continue
    throw new StartError(
      `${key} is ${config[key]}, which others can reach, without TLS: set tls.cert and tls.key, or put something that adds TLS in front and set insecure to true, or listen on 127.0.0.1`,
    )
  }
}
