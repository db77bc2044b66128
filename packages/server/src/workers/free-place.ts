import { type AddressInfo, createServer } from 'node:net'
import type { Place } from '../listen.ts'

/**
 * Where nothing listens: `place`, with any free port if it has none. Rejects with the system's error when something does: who shares
 * a port of his own would not be told.
 */
export async function freePlace({ host, port }: Place): Promise<Place> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const { address, port: free } = server.address() as AddressInfo // as: always so while a TCP server listens
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return { host: address, port: free }
}
