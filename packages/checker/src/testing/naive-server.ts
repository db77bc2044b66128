import type { Change, ConversationKey, ShownMessage } from '../history.ts'
import { below, type Random } from './random.ts'

export type Question =
  | { readonly kind: 'open' }
  | { readonly kind: 'send'; readonly id: string; readonly conversation: ConversationKey; readonly body: string }
  | { readonly kind: 'change'; readonly request: number; readonly conversation: ConversationKey; readonly change: Change }
  | { readonly kind: 'pull'; readonly conversation: ConversationKey; readonly upTo: number; readonly count: number }
  | { readonly kind: 'ping' }

export type Told =
  | {
      readonly kind: 'listing'
      readonly conversation: ConversationKey
      readonly newest: ShownMessage
      readonly unread: number
      readonly readTo: number
    }
  | { readonly kind: 'ack'; readonly id: string; readonly seqId: number; readonly seq: number }
  | { readonly kind: 'refusal'; readonly id: string }
  | { readonly kind: 'change-answer'; readonly request: number; readonly done: boolean }
  | {
      readonly kind: 'page'
      readonly conversation: ConversationKey
      readonly after: number
      readonly upTo: number
      readonly messages: readonly ShownMessage[]
    }
  | { readonly kind: 'push'; readonly conversation: ConversationKey; readonly message: ShownMessage }
  | { readonly kind: 'control'; readonly conversation: ConversationKey; readonly id: string }
  | { readonly kind: 'no-page'; readonly conversation: ConversationKey }
  | { readonly kind: 'pong' }

/** A connection as the server has it. */
export interface Peer {
  readonly user: string
  /** What the client has asked and the server not looked at. */
  readonly inbound: Question[]
  /** What the server has told and the client not looked at. */
  readonly outbound: Told[]
  signedIn: boolean
}

interface Line {
  readonly id: string
  readonly from: string
  readonly seqId: number
  readonly seq: number
  body: string
  revoked: boolean
}

interface Thread {
  readonly key: ConversationKey
  readonly members: Set<string>
  readonly log: Line[]
  readonly marks: Map<string, number>
}

/** A chat server without disk, network and cleverness, which does everything right. */
export class NaiveServer {
  readonly threads = new Map<ConversationKey, Thread>()
  readonly #peers = new Set<Peer>()
  readonly #random: Random
  #stamp = 1_000

  constructor(random: Random, members: Readonly<Record<ConversationKey, readonly string[]>>) {
    this.#random = random
    for (const [key, users] of Object.entries(members)) {
      this.threads.set(key, { key, members: new Set(users), log: [], marks: new Map() })
    }
  }

  /** Looks at the oldest question of a connection. */
  handle(peer: Peer): void {
    const question = peer.inbound.shift()
    switch (question?.kind) {
      case 'open':
        this.#open(peer)
        break
      case 'send':
        this.#send(peer, question)
        break
      case 'change':
        peer.outbound.push({ kind: 'change-answer', request: question.request, done: this.#change(peer, question) })
        break
      case 'pull':
        this.#pull(peer, question)
        break
      case 'ping':
        peer.outbound.push({ kind: 'pong' })
        break
      default:
        break
    }
  }

  forget(peer: Peer): void {
    this.#peers.delete(peer)
  }

  #open(peer: Peer): void {
    peer.signedIn = true
    this.#peers.add(peer)
    for (const { key, members, log, marks } of this.threads.values()) {
      const newest = log.at(-1)
      if (newest === undefined || !members.has(peer.user)) continue
      const readTo = marks.get(peer.user) ?? 0
      const unread = log.filter(({ from, seqId, revoked }) => from !== peer.user && seqId > readTo && !revoked).length
      peer.outbound.push({ kind: 'listing', conversation: key, newest: shown(newest), unread, readTo })
    }
  }

  #send(peer: Peer, { id, conversation, body }: Question & { readonly kind: 'send' }): void {
    const { log, members } = this.#thread(conversation)
    const first = log.find((line) => line.id === id)
    if (first === undefined && (!members.has(peer.user) || this.#random() < 0.1)) {
      peer.outbound.push({ kind: 'refusal', id })
      return
    }
    const line = first ?? { id, from: peer.user, body, seq: log.length + 1, seqId: this.#nextStamp(), revoked: false }
    if (first === undefined) {
      log.push(line)
      this.#tell(members, { kind: 'push', conversation, message: shown(line) }, peer)
    }
    peer.outbound.push({ kind: 'ack', id, seqId: line.seqId, seq: line.seq })
  }

  #change({ user }: Peer, { conversation, change }: Question & { readonly kind: 'change' }): boolean {
    const { log, members, marks } = this.#thread(conversation)
    const newest = log.at(-1)?.seqId ?? 0
    if (change.kind === 'join') {
      if (!members.has(change.member)) marks.set(change.member, newest)
      members.add(change.member)
      return true
    }
    if (!members.has(user)) return false
    if (change.kind === 'leave') return members.delete(change.member)
    if (change.kind === 'read') {
      marks.set(user, Math.max(marks.get(user) ?? 0, Math.min(change.to, newest)))
      return true
    }
    const line = log.find(({ id, from }) => id === change.id && from === user)
    if (line === undefined) return false
    line.body = ''
    line.revoked = true
    this.#tell(members, { kind: 'control', conversation, id: line.id })
    return true
  }

  #pull(peer: Peer, { conversation, upTo, count }: Question & { readonly kind: 'pull' }): void {
    const { log, members } = this.#thread(conversation)
    if (!members.has(peer.user)) {
      peer.outbound.push({ kind: 'no-page', conversation })
      return
    }
    const covered = log.filter(({ seqId }) => seqId <= upTo)
    const messages = covered.slice(-count).map(shown)
    const isComplete = covered.length <= count
    const after = isComplete ? 0 : (messages[0]?.seqId ?? upTo + 1) - 1
    peer.outbound.push({ kind: 'page', conversation, after, upTo, messages })
  }

  #tell(members: ReadonlySet<string>, told: Told, except?: Peer): void {
    for (const peer of this.#peers) if (peer !== except && members.has(peer.user)) peer.outbound.push(told)
  }

  #thread(key: ConversationKey): Thread {
    const thread = this.threads.get(key)
    if (thread === undefined) throw new Error(`no conversation ${key}`)
    return thread
  }

  #nextStamp(): number {
    this.#stamp += 1 + below(this.#random, 3)
    return this.#stamp
  }
}

export function shown({ id, from, seqId, seq, body }: Line): ShownMessage {
  return { id, from, seqId, seq, body }
}
