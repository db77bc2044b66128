import { Announcement } from './announcement.ts'
import type { Connection } from './connection.ts'
import type { Clock, Logger } from './ports.ts'
import type { Presence, UserPresence } from './presence.ts'
import type { ServerEvent } from './protocol.ts'
import { Subscribers } from './subscribers.ts'

/** As many as the server lets a connection watch. */
const mostWatched = 200
const offline: UserPresence = { status: 'offline', devices: [] }

interface PresencePorts {
  readonly clock: Clock
  readonly logger: Logger
  /** Of what is signed in. */
  readonly connection: () => Connection | undefined
}

/** One set of users for the connection: all whom somebody subscribed to. */
export class LivePresence implements Presence {
  readonly #ports: PresencePorts
  readonly #subscriptions = new Map<string, Set<Subscribers>>()
  /** Of those the server tells about. */
  #known: ReadonlyMap<string, UserPresence> = new Map()
  /** What was told since the answer that is under way was asked for: it may be older, and what is newer still is told again. */
  #heard = new Map<string, UserPresence>()
  #isAway = false
  readonly #watching: Announcement<readonly string[]>
  readonly #status: Announcement<'online' | 'away'>

  constructor(ports: PresencePorts) {
    this.#ports = ports
    const { clock, connection } = ports
    this.#watching = new Announcement({
      ...{ clock, connection },
      initial: [],
      wanted: () => this.#wanted(),
      say: (to, users) => this.#watch(to, users),
    })
    this.#status = new Announcement({
      ...{ clock, connection },
      initial: 'online',
      wanted: () => (this.#isAway ? 'away' : 'online'),
      say: (to, status) => to.request('setPresence', { status }),
    })
  }

  get(user: string): UserPresence {
    return this.#known.get(user) ?? offline
  }

  subscribe(users: readonly string[], listener: () => void): () => void {
    const subscribers = new Subscribers(this.#ports.logger)
    const end = subscribers.add(listener)
    for (const user of users) this.#subscriptions.set(user, (this.#subscriptions.get(user) ?? new Set()).add(subscribers))
    this.#watching.changed()
    return () => {
      end()
      for (const user of users) this.#forget(user, subscribers)
      this.#watching.changed()
    }
  }

  setAway(isAway: boolean): void {
    this.#isAway = isAway
    this.#status.changed()
  }

  /** A connection is signed in. */
  begin(): void {
    this.#watching.begin()
    this.#status.begin()
  }

  end(): void {
    this.#become(new Map())
  }

  /** Whom one may know of is something else. */
  rightsChanged(): void {
    this.#watching.repeat()
  }

  event({ event: _, user, ...presence }: ServerEvent<'presenceChanged'>): void {
    this.#heard.set(user, presence)
    if (this.#known.has(user)) this.#become(new Map([...this.#known, [user, presence]]))
  }

  #wanted(): readonly string[] {
    const users = [...this.#subscriptions].sort(([, one], [, other]) => other.size - one.size)
    return users
      .slice(0, mostWatched)
      .map(([user]) => user)
      .sort()
  }

  async #watch(connection: Connection, users: readonly string[]): Promise<void> {
    this.#heard = new Map()
    const { items } = await connection.request('watchPresence', { users: [...users] })
    if (connection !== this.#ports.connection()) return
    const wanted = new Set(this.#wanted())
    // Who is wanted since is asked for next, and is meanwhile as he was.
    const awaited = [...this.#known].filter(([user]) => wanted.has(user))
    const answered = items.map(({ user, ...presence }) => [user, this.#heard.get(user) ?? presence] as const)
    this.#become(new Map([...awaited, ...answered]))
  }

  #become(known: ReadonlyMap<string, UserPresence>): void {
    const before = this.#known
    const after = new Map([...known].map(([user, presence]) => [user, kept(before.get(user), presence)]))
    this.#known = after
    for (const user of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(user) !== after.get(user)) for (const subscribers of this.#subscriptions.get(user) ?? []) subscribers.notify()
    }
  }

  #forget(user: string, subscribers: Subscribers): void {
    const all = this.#subscriptions.get(user)
    if (all?.delete(subscribers) === true && all.size === 0) this.#subscriptions.delete(user)
  }
}

/** What is as it was is the same object. */
function kept(before: UserPresence | undefined, after: UserPresence): UserPresence {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after
}
