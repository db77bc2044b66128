import { Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { Carrier, TcpListener } from '@magpie-im/gateway'
import type { Log } from '@magpie-im/model'
import { memberOf } from '../networks.ts'
import { systemClock as clock } from '../system-clock.ts'
import { linkDescriptor } from './link-descriptor.ts'
import type { WorkerCommand, WorkerDoor, WorkerReport } from './messages.ts'

// The program of a worker process: it listens, and carries what its clients say to the process that started it.

const post = (report: WorkerReport) => process.send?.(report)
const logAt =
  (level: keyof Log) =>
  (message: string, fields: object = {}) =>
    post({ type: 'log', level, message, fields })
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') }

// It ends when the process that started it says so or is gone; a terminal tells both of Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
const carrier = new Carrier({
  stream: new Socket({ fd: linkDescriptor, readable: true, writable: true }),
  closed: () => process.exit(),
  atEndOfTick: setImmediate,
})
let listener: TcpListener | undefined
let secure: ReturnType<typeof createSecureContext> | undefined

process.on('message', async (command: WorkerCommand) => {
  if (command.type === 'listen') await listen(command.door)
  else if (command.type === 'certificate') secure = createSecureContext(command.certificate)
  else if (command.type === 'close') listener?.close()
})

async function listen({ host, port, certificate, proxies }: WorkerDoor): Promise<void> {
  const context = () => (secure ??= createSecureContext(certificate))
  try {
    listener = await TcpListener.open({
      host,
      port,
      reusePort: true,
      name: 'omtp',
      accept: (socket) => carrier.accept(socket),
      log,
      tls: certificate && context,
      proxies: proxies && { trusted: memberOf(proxies.trusted), patienceMs: proxies.patienceMs, clock },
    })
    post({ type: 'listening' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // as: listening fails with system errors only
    post({ type: 'refused', code, message })
  }
}
