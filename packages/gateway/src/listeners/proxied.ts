import type { Socket as TcpSocket } from 'node:net'
import type { Clock } from '@magpie-im/model'
import { parseProxyHeader } from './proxy-header.ts'

export interface Proxies {
  /** Whether connections from this address begin with a PROXY header. */
  readonly trusted: (address: string) => boolean
  /** How long its header may take. */
  readonly patienceMs: number
  readonly clock: Clock
}

/** Reads the PROXY header of a new connection and nothing behind it. Rejects, the socket destroyed, when there is none in time. */
export async function readProxyHeader(socket: TcpSocket, { clock, patienceMs }: Proxies): Promise<{ address: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ address: string | undefined }>()
  const timer = clock.after(patienceMs, () => socket.destroy(new Error('no PROXY header in time')))
  let bytes: Buffer = Buffer.alloc(0)
  const take = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    try {
      const header = parseProxyHeader(bytes)
      if (header === undefined) return
      socket.pause()
      socket.off('data', take)
      socket.unshift(bytes.subarray(header.length))
      resolve(header)
    } catch (error) {
      socket.destroy(error as Error) // as: the parser throws errors only
    }
  }
  const gone = () => reject(socket.errored ?? new Error('the connection ended before its PROXY header'))
  socket.on('data', take)
  socket.once('close', gone)
  try {
    return await promise
  } finally {
    timer.cancel()
    socket.off('close', gone)
  }
}
