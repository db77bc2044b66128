import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Clock } from '@magpie-im/model'
import type { Place } from '../listen.ts'

const lookAgainMs = 50
/** The workers of a server that was killed may take a moment to notice it. */
const patienceMs = 1_000

/**
 * Where nothing listens: `place`, with any free port if it has none. Rejects with the system's error when something does: who shares
 * a port of his own would not be told.
 */
export async function freePlace(place: Place, clock: Clock): Promise<Place> {
  const end = clock.monotonic() + patienceMs
  for (;;) {
    try {
      return await tryPlace(place)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException // as: listening fails with system errors only
      if (code !== 'EADDRINUSE' || clock.monotonic() > end) throw error
      await new Promise<void>((resolve) => clock.after(lookAgainMs, resolve))
    }
  }
}

async function tryPlace({ host, port }: Place): Promise<Place> {
  const server: Server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const { address, port: free } = server.address() as AddressInfo // as: always so while a TCP server listens
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return { host: address, port: free }
}
