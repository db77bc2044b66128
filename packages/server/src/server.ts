import type { Log } from '@magpie-im/model'
import type { ManageUsers, Tokens } from '@magpie-im/services'
import { build } from './build.ts'
import type { Config } from './config/keys.ts'
import { ControlServer } from './control/server.ts'
import { userCommands } from './control/user-commands.ts'
import { DataFolder } from './data/data-folder.ts'
import { isLoopback } from './loopback.ts'
import { StartError } from './start-error.ts'
import { startErrorFrom } from './start-failure.ts'

export interface RunningServer {
  readonly data: string
  readonly omtp: { readonly host: string; readonly port: number }
  readonly users: ManageUsers
  readonly tokens: Tokens
  /** Answers what was started, makes everything durable and lets go of the data folder. */
  stop(): Promise<void>
}

/** Starts everything. Throws `StartError` for reasons the user can do something about. */
export async function startServer(config: Config, options: { readonly demo: boolean; readonly log: Log }): Promise<RunningServer> {
  refuseOpenDoors(config)
  const { log, demo } = options
  await using cleanup = new AsyncDisposableStack()
  const folder = cleanup.adopt(DataFolder.open(config.data), (folder) => folder.release())
  const core = cleanup.adopt(await build({ config, folder, log, demo }).catch(startErrorFrom), (core) => core.stop())
  const commands = userCommands(core.users)
  cleanup.adopt(await ControlServer.open({ folder: folder.path, commands, log }), (control) => control.close())
  const omtp = await core.listen()
  const running = cleanup.move()
  return {
    data: folder.path,
    omtp,
    users: core.users,
    tokens: core.tokens,
    stop: () => running.disposeAsync(),
  }
}

function refuseOpenDoors(config: Config): void {
  const host = config['omtp.host']
  if (isLoopback(host) || config.insecure) return
  throw new StartError(
    `omtp.host is ${host}, which others can reach, and OMTP has no TLS yet: put something that adds TLS in front and set insecure to true, or listen on 127.0.0.1`,
  )
}
