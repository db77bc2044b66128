import { existsSync } from 'node:fs'
import { callServer, DataFolder, StartError } from '@magpie-im/server'

/** For commands that mean nothing to a server that does not run. Throws `StartError` when none runs on `data`. */
export async function askRunningServer(data: string, call: Parameters<typeof callServer>[1]): Promise<unknown> {
  const folder = existsSync(data) ? DataFolder.tryOpen(data) : undefined
  folder?.release()
  if (folder !== undefined || !existsSync(data)) throw new StartError(`no server runs on ${data}; start it first`)
  return await callServer(data, call)
}
