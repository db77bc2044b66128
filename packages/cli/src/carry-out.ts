import { existsSync } from 'node:fs'
import { callServer, DataFolder, keyCommands, openLog, openOffline, StartError, userCommands } from '@magpie-im/server'

interface Work {
  readonly command: string
  readonly arguments: Readonly<Record<string, string>>
  /** Whether there may be no data folder yet. */
  readonly begins: boolean
}

/** By the server, when one runs on the folder; else here. */
export async function carryOut(data: string, { command, arguments: args, begins }: Work): Promise<unknown> {
  const folder = existsSync(data) || begins ? DataFolder.tryOpen(data) : undefined
  if (folder === undefined) {
    if (!existsSync(data)) throw new StartError(`there is no data folder ${data}`)
    return callServer(data, { command, arguments: args })
  }
  try {
    const { users, keys, close } = await openOffline(folder, openLog('warn'))
    try {
      return await { ...userCommands(users), ...keyCommands(keys) }[command]?.(args)
    } finally {
      await close()
    }
  } finally {
    folder.release()
  }
}
