import {
  type CloseReason,
  type ConnectionId,
  type ConversationId,
  type Device,
  type DeviceStatus,
  type Event,
  isTransient,
  type Recipient,
  type UserId,
} from '@magpie-im/model'
import type { SyncWindow } from '@magpie-im/services'

const mostWaiting = 10_000
const mostWaitingCharacters = 8 * 1024 * 1024
/** Beyond this a client is behind, and is offered no more of the messages that it can do without. */
const mostOffered = 1_000
/** A client that does not ask for (the rest of) its sync gets its pushes anyway after this. */
const syncPatienceMs = 5_000

/** Where a session's events go: its connection. */
export interface Outlet {
  readonly id: ConnectionId
  /** Whether it has enough to write for now; `Session.resume` is called when that is over. */
  readonly congested: boolean
  present(event: Event, to: Recipient): void
  close(reason: CloseReason): void
  /** Milliseconds; never goes back. */
  monotonic(): number
}

interface SessionOptions {
  readonly device: Device
  readonly connection: Outlet
  readonly recipient: Recipient
  readonly window: SyncWindow
  readonly signedInAt: number
  readonly protocolVersion?: string
}

type MessageEvent = Event & { readonly kind: 'message' }

/** A signed-in device on a connection. */
export class Session {
  readonly user: UserId
  readonly device: Device
  readonly connection: Outlet
  readonly recipient: Recipient
  /** The client's, as it said; empty: its protocol has none. */
  readonly protocolVersion: string
  /** Milliseconds since 1970. */
  readonly signedInAt: number
  /** As the device last said. */
  status: DeviceStatus = 'online'
  #window: SyncWindow | undefined
  #windowDeadline: number
  /** What was held back and follows as the client reads. */
  #owed: Event[] = []
  /** The newest message of each conversation that was passed over; follows when the client is no longer behind. */
  #passedOver: Map<ConversationId, MessageEvent> | undefined
  #waitingCharacters = 0

  /** Opens with a sync window: what happens from now on waits for the first sync (I7). */
  constructor(options: SessionOptions) {
    this.user = options.recipient.user
    this.device = options.device
    this.connection = options.connection
    this.recipient = options.recipient
    this.protocolVersion = options.protocolVersion ?? ''
    this.signedInAt = options.signedInAt
    this.#window = options.window
    this.#windowDeadline = options.connection.monotonic() + syncPatienceMs
  }

  get window(): SyncWindow | undefined {
    return this.#window
  }

  /** The moment a page of the sync answers from: of the window that is open, or of a new one. */
  beginPage(open: () => SyncWindow): SyncWindow {
    this.#window ??= open()
    this.#windowDeadline = Number.POSITIVE_INFINITY
    return this.#window
  }

  /** The page is out, or failed; after the last one everything held back follows. */
  endPage({ more }: { readonly more: boolean }): void {
    if (more) this.#windowDeadline = this.connection.monotonic() + syncPatienceMs
    else this.#release()
  }

  sweep(now: number): void {
    if (this.#window !== undefined && now >= this.#windowDeadline) this.#release()
  }

  /** Of messages to very many: while the client is behind only the newest is kept for it, since it can read the others later. */
  offer(event: MessageEvent): void {
    if (!this.#behind) {
      this.push(event)
      return
    }
    this.#passedOver ??= new Map()
    this.#passedOver.set(event.message.conversation, event)
    this.#window?.note(event)
  }

  push(event: Event): void {
    // What lies before it must not come after it (I4).
    if (event.kind === 'message') this.#passedOver?.delete(event.message.conversation)
    if (this.#window === undefined && this.#owed.length === 0) this.connection.present(event, this.recipient)
    else if (!isTransient(event)) this.#wait(event)
  }

  /** The connection has room again for what is owed. */
  resume(): void {
    let sent = 0
    for (const event of this.#owed) {
      if (this.connection.congested) break
      this.connection.present(event, this.recipient)
      this.#waitingCharacters -= charactersOf(event)
      sent++
    }
    this.#owed = this.#owed.slice(sent)
    if (!this.#behind) this.#catchUp()
  }

  get #behind(): boolean {
    return this.connection.congested || this.#waiting >= mostOffered || this.#waitingCharacters * 2 >= mostWaitingCharacters
  }

  get #waiting(): number {
    return this.#owed.length + (this.#window?.held.length ?? 0)
  }

  #catchUp(): void {
    const events = this.#passedOver?.values() ?? []
    this.#passedOver = undefined
    for (const event of events) this.push(event)
  }

  #wait(event: Event): void {
    const waiting = this.#waiting
    this.#waitingCharacters += charactersOf(event)
    if (waiting >= mostWaiting || this.#waitingCharacters > mostWaitingCharacters) this.connection.close('too-slow')
    else if (this.#window === undefined) this.#owed.push(event)
    else this.#window.hold(event)
  }

  #release(): void {
    this.#owed = [...this.#owed, ...(this.#window?.held ?? [])]
    this.#window = undefined
    this.resume()
  }
}

function charactersOf(event: Event): number {
  return event.kind === 'message' ? event.message.body.length : 0
}
