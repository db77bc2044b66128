import type { Abort } from './uploaded-file.ts'

/** How frames travel: a WebSocket, or whatever else carries texts in order. */
export interface Transport {
  /** Of one that leads elsewhere than to the `/ws` of a server. */
  readonly door?: Door
  /** Begins to connect. `listener` is told once this has returned, not before. */
  open(url: string, listener: SocketListener): Socket
}

/** Another way into a server. */
export interface Door {
  /** What is kept belongs to it: messages are numbered otherwise than at other doors. */
  readonly name: string
  /** How its addresses begin, such as `omtp:`. */
  readonly schemes: readonly string[]
  /** In place of the surroundings' own. */
  readonly http: Http
}

export interface SocketListener {
  opened(): void
  received(text: string): void
  /** Last and once, whoever closed it; also when it was never open. */
  closed(): void
}

export interface Socket {
  send(text: string): void
  close(): void
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  after(ms: number, run: () => void): Timer
}

export interface Timer {
  cancel(): void
}

/** What a client keeps from one run to the next. An account is a user's; one store may hold those of several. */
export interface Store {
  load(account: string): Promise<ReadonlyMap<string, string>>
  /** All of it or nothing; undefined takes a key out. Called again only when the call before has ended. */
  write(account: string, changes: ReadonlyMap<string, string | undefined>): Promise<void>
}

/** Is told what the client does and why; never tokens or what people write. */
export interface Logger {
  log(level: 'debug' | 'warn', event: string, fields: Readonly<Record<string, string | number>>): void
}

/** Requests over HTTP, as `fetch` makes them. */
export type Http = (
  url: string,
  request: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly signal?: Abort
  },
) => Promise<{ readonly status: number; json(): Promise<unknown> }>
