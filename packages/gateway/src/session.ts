import type { CloseReason, ConnectionId, Device, Event, Recipient, UserId } from '@magpie-im/model'
import type { SyncWindow } from '@magpie-im/services'

const mostHeld = 10_000
/** A client that does not ask for (the rest of) its sync gets its pushes anyway after this. */
const syncPatienceMs = 5_000

/** Where a session's events go: its connection. */
export interface Outlet {
  readonly id: ConnectionId
  present(event: Event, to: Recipient): void
  close(reason: CloseReason): void
  /** Milliseconds; never goes back. */
  monotonic(): number
}

/** A signed-in device on a connection. */
export class Session {
  readonly user: UserId
  readonly device: Device
  readonly connection: Outlet
  readonly recipient: Recipient
  #window: SyncWindow | undefined
  #windowDeadline: number

  /** Opens with a sync window: what happens from now on waits for the first sync (I7). */
  constructor(options: { device: Device; connection: Outlet; recipient: Recipient; window: SyncWindow }) {
    this.user = options.recipient.user
    this.device = options.device
    this.connection = options.connection
    this.recipient = options.recipient
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

  push(event: Event): void {
    if (this.#window === undefined) this.connection.present(event, this.recipient)
    else if (this.#window.held.length >= mostHeld) this.connection.close('too-slow')
    else this.#window.hold(event)
  }

  #release(): void {
    const held = this.#window?.held ?? []
    this.#window = undefined
    for (const event of held) this.connection.present(event, this.recipient)
  }
}
