import { Client } from './client.ts'
import { fetchHttp, silentLogger, systemClock, webSocketTransport } from './edges.ts'
import { ownError } from './magpie-error.ts'
import { memoryStore } from './memory-store.ts'
import type { Clock, Http, Logger, Store, Transport } from './ports.ts'
import type { Device } from './protocol.ts'
import type { Token } from './token-source.ts'

export interface ConnectOptions {
  /** Of the server's `/ws`, such as `wss://chat.example.com/ws`, or as the transport has it; of several the one that answers first is used. */
  readonly url: string | readonly string[]
  readonly user: string
  /** A token, or who makes one: asked at the start, and again when the last one is refused. */
  readonly token: Token
  /** Its id is always the same for this installation. */
  readonly device: Device
  /** Without one, everything is forgotten when the program ends. */
  readonly store?: Store
  readonly logger?: Logger
  /** Without one, the WebSocket of the surroundings. */
  readonly transport?: Transport
  /** For files. Without one, the `fetch` of the surroundings. */
  readonly http?: Http
  /** Without one, the timers of the surroundings. */
  readonly clock?: Clock
  /** From 0 to 1, for ids and waiting times. */
  readonly chance?: () => number
}

/** Begins to connect, and stays connected until `close`, `signOut` or a kick. Throws `BadAddress`. */
export function connect(options: ConnectOptions): Client {
  const { url, user, token, device, store = memoryStore(), logger = silentLogger } = options
  const { transport = webSocketTransport(), clock = systemClock(), chance = Math.random } = options
  const { http = transport.door?.http ?? fetchHttp } = options
  const urls = typeof url === 'string' ? [url] : url
  check(urls, transport)
  return new Client({ urls, user, token, device, store, logger, transport, http, clock, chance })
}

/** All hosts of a client are asked for by one door. */
function check(urls: readonly string[], { door }: Transport): void {
  const schemes = door?.schemes ?? []
  const wrong = urls.find((url) => (door === undefined ? url.startsWith('omtp') : !schemes.some((scheme) => url.startsWith(scheme))))
  if (wrong === undefined) return
  const known = door === undefined ? 'ws: and wss:' : schemes.join(' and ')
  throw ownError('BadAddress', `${wrong} is no address for this transport, which knows ${known}`, { retry: false })
}
