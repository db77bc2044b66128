import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '@magpie-im/journal'
import type { Log } from '@magpie-im/model'
import { openSearch } from '@magpie-im/storage'
import { systemClock as clock } from '../system-clock.ts'
import { SearchHost } from './host.ts'
import type { SearchCommand, SearchReport, SearchStart } from './messages.ts'

const { folder, file, journal, durable } = workerData as SearchStart // as: given by startSearchThread alone
const post = (report: SearchReport) => parentPort?.postMessage(report)
const logAt =
  (level: keyof Log) =>
  (message: string, fields: object = {}) =>
    post({ type: 'log', level, message, fields })
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') }

// On Linux a priority is a thread's, elsewhere the whole process's. Whatever else wants the processor is waited for by somebody.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)
const store = openSearch({ file, journal, durable, log })
const host = new SearchHost({ store, reader: openReader(folder), durable, clock, log, post })
parentPort?.on('message', async (command: SearchCommand) => {
  await host.handle(command)
  if (command.type === 'close') parentPort?.close()
})
