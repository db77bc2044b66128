import type { Clock, Event, Presence, Timer, UserId } from '@magpie-im/model'
import type { PresenceRules } from './presence-rules.ts'
import { hidden, type Presences } from './presences.ts'

/** A session that wants to be told. */
export interface Watcher {
  readonly user: UserId
}

interface WatchPresencePorts<W extends Watcher> {
  readonly presences: Presences
  readonly rules: Pick<PresenceRules, 'mayKnow'>
  readonly clock: Clock
  /** A slow or failed watcher never fails the caller (I9). */
  readonly tell: (watcher: W, event: Event) => void
}

interface Watched<W extends Watcher> {
  /** Whether what each was last told is that the user is here. */
  readonly watchers: Map<W, boolean>
  /** What was last told of him; undefined: not all of them know the same. */
  told: string | undefined
}

export interface SeenUser {
  readonly user: UserId
  readonly presence: Presence
}

/** From a change to the telling of it: who comes back within that has not been away. */
const roundMs = 1_000
/** So many are told in a turn of the event loop (I10). */
const mostPerTurn = 1_000
const turnMs = 5

/** Tells sessions whether users are here: of each at most once a second, and only to who watches him. */
export class WatchPresence<W extends Watcher> {
  readonly #ports: WatchPresencePorts<W>
  readonly #watched = new Map<UserId, Watched<W>>()
  readonly #byWatcher = new Map<W, ReadonlySet<UserId>>()
  #changed = new Set<UserId>()
  #timer: Timer | undefined

  constructor(ports: WatchPresencePorts<W>) {
    this.#ports = ports
  }

  /** From now on `watcher` is told of these users, and of no others. Gives how they are now. */
  watch(watcher: W, users: Iterable<UserId>): readonly SeenUser[] {
    this.#end(watcher)
    const wanted = new Set(users)
    if (wanted.size > 0) this.#byWatcher.set(watcher, wanted)
    return [...wanted].map((user) => ({ user, presence: this.#begin(watcher, user) }))
  }

  /** A session, which may become a watcher. */
  began({ user }: Watcher): void {
    this.#ports.presences.note(user)
    this.changed(user)
  }

  ended(watcher: W): void {
    this.#end(watcher)
    this.began(watcher)
  }

  /** What a session of `user` says is something else. */
  changed(user: UserId): void {
    if (!this.#watched.has(user)) return
    this.#changed.add(user)
    this.#timer ??= this.#ports.clock.after(roundMs, () => this.#tellAll())
  }

  #end(watcher: W): void {
    for (const user of this.#byWatcher.get(watcher) ?? []) {
      const watched = this.#watched.get(user)
      if (watched?.watchers.delete(watcher) && watched.watchers.size === 0) this.#watched.delete(user)
    }
    this.#byWatcher.delete(watcher)
  }

  #begin(watcher: W, user: UserId): Presence {
    const { presences } = this.#ports
    const presence = presences.of(user)
    const watched = this.#watched.get(user) ?? { watchers: new Map(), told: keyOf(presence) }
    // The others have not been told yet what he sees.
    if (this.#changed.has(user)) watched.told = undefined
    this.#watched.set(user, watched)
    const seen = this.#seenBy(watcher, user, presence)
    watched.watchers.set(watcher, seen.status !== 'offline')
    return seen
  }

  #tellAll(): void {
    const changed = this.#changed
    this.#changed = new Set()
    this.#goOn(this.#round(changed))
  }

  #goOn(round: Iterator<undefined>): void {
    for (let told = 0; told < mostPerTurn; told++) {
      if (!round.next().done) continue
      this.#timer = this.#changed.size > 0 ? this.#ports.clock.after(roundMs, () => this.#tellAll()) : undefined
      return
    }
    this.#timer = this.#ports.clock.after(turnMs, () => this.#goOn(round))
  }

  /** A step for everybody who may have to be told. */
  *#round(users: Iterable<UserId>): Generator<undefined, undefined> {
    for (const user of users) {
      yield
      const watched = this.#watched.get(user)
      const presence = this.#ports.presences.of(user)
      const key = keyOf(presence)
      if (watched === undefined || watched.told === key) continue
      watched.told = key
      const event = { kind: 'presence', user, presence } as const
      for (const watcher of watched.watchers.keys()) {
        this.#tell(watched, watcher, event)
        yield
      }
    }
  }

  /** Who may not know any more is told once that he is gone, and then nothing. */
  #tell({ watchers }: Watched<W>, watcher: W, event: PresenceEvent): void {
    const { user } = event
    const seen = this.#seenBy(watcher, user, event.presence)
    const sawHim = watchers.get(watcher) === true
    if (seen === hidden && !sawHim) return
    watchers.set(watcher, seen.status !== 'offline')
    this.#ports.tell(watcher, seen === hidden ? { ...event, presence: hidden } : event)
  }

  #seenBy(watcher: W, user: UserId, presence: Presence): Presence {
    return this.#ports.rules.mayKnow(watcher.user, user) ? presence : hidden
  }
}

type PresenceEvent = Event & { readonly kind: 'presence' }

function keyOf({ status, devices, lastSeen }: Presence): string {
  return JSON.stringify([status, lastSeen, ...devices.map((device) => [device.type, device.status])])
}
