import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '@magpie-im/journal'
import type { Log } from '@magpie-im/model'
import { openSqlite } from '@magpie-im/storage'
import { systemClock as clock } from '../system-clock.ts'
import { Host } from './host.ts'
import type { Command, Report, ThreadStart } from './messages.ts'

const { folder, file, journal, durable } = workerData as ThreadStart // as: given by startWorker alone
const post = (report: Report) => parentPort?.postMessage(report)
const logAt =
  (level: keyof Log) =>
  (message: string, fields: object = {}) =>
    post({ type: 'log', level, message, fields })
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') }

/** A third of the share that acks get, where there is not enough for both. */
const niceness = 5

// On Linux a priority is a thread's, elsewhere the whole process's.
if (process.platform === 'linux') setPriority(niceness)
const host = openHost()
parentPort?.on('message', async (command: Command) => {
  await host?.handle(command)
  if (command.type === 'close') parentPort?.close()
})
if (!host) parentPort?.close()

function openHost(): Host | undefined {
  try {
    const store = openSqlite({ file, journal, durable, readFrom: durable, log, onDamage: () => post({ type: 'damaged' }) })
    return new Host({ store, reader: openReader(folder), clock, soon: setImmediate, log, post })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    post({ type: 'refused', name, message })
    return undefined
  }
}
