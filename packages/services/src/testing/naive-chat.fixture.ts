import type { AudienceKind, ControlAction, UserId } from '@magpie-im/model'

export interface Said {
  readonly seq: number
  readonly seqId: number
  readonly sender: UserId
  readonly counted: boolean
  readonly priority: boolean
  body: string
  revoked: boolean
  deleted: boolean
  /** For whom alone it is deleted. */
  readonly deletedFor: Set<UserId>
  /** What was last done to it for all. */
  fate: ControlAction | undefined
  /** Who shows what he thinks of it: `emoji user`. */
  readonly reactions: Set<string>
}

interface Place {
  /** Seq of the newest message when he came. */
  readonly since: number
  mark: number
  /** How far his clients have received. */
  delivered: number
  /** Seq of the newest message when he removed it from his list. */
  removed: number
}

/** A conversation as those who are in it would tell of it. */
export interface Room {
  readonly kind: AudienceKind
  /** Of a group its id, and whom a notice is for. */
  readonly name: string
  readonly members: Map<UserId, Place>
  readonly messages: Said[]
  /** Messages up to this seq have expired. */
  floor: number
  owner: UserId | undefined
  muted: boolean
  showsAll: boolean
  dismissed: boolean
}

export interface Listed {
  readonly room: Room
  readonly unread: number
  readonly newest: string
  readonly mark: number
}

export interface Deletion {
  readonly action: ControlAction
  readonly body: string
  /** Undefined: for all. */
  readonly only: UserId | undefined
}

/** What the server should know, kept in the plainest way and told of nothing but what was acknowledged. */
export class NaiveChat {
  readonly rooms: Room[] = []
  readonly blocked = new Set<string>()
  /** Newest first: where seqs jumped to, and when. */
  readonly epochs: { readonly seq: number; readonly stamp: number }[] = []

  open(kind: AudienceKind, name: string, users: readonly UserId[]): Room {
    const members = new Map(users.map((user) => [user, { since: 0, mark: 0, delivered: 0, removed: 0 }]))
    const room = { kind, name, members, messages: [], floor: 0, owner: undefined, muted: false, showsAll: false, dismissed: false }
    this.rooms.push(room)
    return room
  }

  find(kind: AudienceKind, name: string): Room | undefined {
    return this.rooms.find((room) => room.kind === kind && room.name === name)
  }

  said(room: Room, message: Pick<Said, 'seq' | 'seqId' | 'sender' | 'counted' | 'priority' | 'body'>): void {
    room.messages.push({ ...message, revoked: false, deleted: false, deletedFor: new Set(), fate: undefined, reactions: new Set() })
  }

  join(room: Room, user: UserId): void {
    const since = lastSeqOf(room)
    if (!room.members.has(user)) room.members.set(user, { since, mark: since, delivered: since, removed: 0 })
  }

  /** Up to the newest message that is still there and not behind `seqId`; never back. */
  markRead(room: Room, user: UserId, seqId: number): void {
    const place = room.members.get(user)
    if (place) place.mark = Math.max(place.mark, markAt(room, seqId))
  }

  /** The same of what has arrived, which what is read has; not of notices. */
  markDelivered(room: Room, user: UserId, seqId: number): void {
    const place = room.members.get(user)
    if (place && room.kind !== 'notice') place.delivered = Math.max(place.delivered, markAt(room, seqId))
  }

  control(message: Said, { action, body, only }: Deletion): void {
    if (only === undefined && !(action === 'revoke' && message.revoked)) message.fate = action
    if (only !== undefined) message.deletedFor.add(only)
    else if (action === 'delete') message.deleted = true
    else if (action === 'override') message.body = body
    else message.revoked = true
    if (only === undefined && action !== 'override') message.reactions.clear()
  }

  /** All but the newest `keep`, as far as they are still there. */
  expire(keep: number): void {
    for (const room of this.rooms) {
      const old = this.#allBut(room, keep).filter(({ seq, deleted }) => seq > room.floor && !deleted)
      room.floor = old.at(-1)?.seq ?? room.floor
    }
  }

  /** What lies at the end of an epoch and is not there any more is not counted. */
  #allBut({ messages, floor }: Room, keep: number): readonly Said[] {
    let rest: readonly Said[] = messages
    let left = keep
    for (const epoch of this.epochs) {
      const since = rest.filter(({ seq }) => seq > epoch.seq).length
      if (since >= left && since > 0) break
      left -= since
      if (since === 0) continue
      const before = rest.filter(({ seqId }) => seqId <= epoch.stamp)
      rest = before.slice(0, before.findLastIndex(({ seq, deleted }) => seq > floor && !deleted) + 1)
    }
    return rest.slice(0, Math.max(0, rest.length - left))
  }

  /** Oldest first; undefined `reader`: as the operator of the server sees it. With `own`: what he deleted for himself too. */
  history(room: Room, reader: UserId | undefined, { own = false } = {}): readonly Said[] {
    const since = reader === undefined || room.showsAll ? 0 : (room.members.get(reader)?.since ?? Number.POSITIVE_INFINITY)
    return shown(room, own ? undefined : reader).filter(({ seq }) => seq > since)
  }

  list(user: UserId): Listed[] {
    return this.rooms.flatMap((room) => {
      const place = room.members.get(user)
      const messages = shown(room, user).filter(({ seq }) => seq > (place?.since ?? 0))
      const newest = messages.at(-1)
      if (!place || !newest || newest.seq <= place.removed) return []
      const unread = messages.filter((message) => message.seq > place.mark && countsFor(room, message, user)).length
      return [{ room, unread, newest: textOf(newest), mark: place.mark }]
    })
  }

  /** What he is told however long he was away, of messages that came while he was there: themselves and what was done to them. */
  queue(user: UserId): { readonly room: Room; readonly seq: number; readonly what: string }[] {
    return this.rooms.flatMap((room) => {
      const since = room.members.get(user)?.since ?? Number.POSITIVE_INFINITY
      const own = room.messages.filter(({ seq }) => seq > Math.max(since, room.floor))
      return own.flatMap((message) => queuedOf(message, user).map((what) => ({ room, seq: message.seq, what })))
    })
  }
}

function queuedOf(message: Said, user: UserId): string[] {
  const { priority, deleted, deletedFor, fate } = message
  const itself = priority && !deleted && !deletedFor.has(user) ? [textOf(message)] : []
  return [...itself, ...(fate ? [fate] : []), ...(deletedFor.has(user) ? ['delete for himself'] : [])]
}

function shown({ messages, floor }: Room, reader: UserId | undefined): readonly Said[] {
  return messages.filter(({ seq, deleted, deletedFor }) => seq > floor && !deleted && !(reader && deletedFor.has(reader)))
}

function countsFor({ kind }: Room, { counted, revoked, sender }: Said, user: UserId): boolean {
  return counted && !revoked && (kind === 'notice' || sender !== user)
}

/** 0: there is no message yet. */
export function lastSeqOf({ messages }: Pick<Room, 'messages'>): number {
  return messages.at(-1)?.seq ?? 0
}

/** What is left of a message. */
export function textOf({ body, revoked }: Pick<Said, 'body' | 'revoked'>): string {
  return revoked ? 'revoked' : body
}

function markAt({ messages, floor }: Room, seqId: number): number {
  const newest = messages.at(-1)
  const there = messages.filter((message) => message.seqId <= seqId && message.seq > floor && !message.deleted)
  return newest && seqId >= newest.seqId ? newest.seq : (there.at(-1)?.seq ?? 0)
}
