import { type AuditRecord, type ConversationId, type Deliveries, type Entry, ImError, type Journal, type Message, type MessageHistory, type Stamps, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Grants } from './grants.ts'
import type { Monitors } from './monitors.ts'

interface MonitorPorts {
  readonly journal: Journal
  readonly stamps: Stamps
  readonly grants: Grants
  readonly monitors: Monitors
  readonly history: MessageHistory
  readonly deliveries: Deliveries
  /** The conversation of this number; undefined where its log is not known any more. */
  readonly threadOf: (conversation: ConversationId) => Thread | undefined
}

export interface Monitored {
  readonly thread: Thread
  readonly newest: Message | undefined
}

const mostFollowed = 1000

/**
 * Follows conversations of others, for who was given the right to. Its every use but the live messages, which follow from
 * the beginning, is in the audit log before anything is shown (I8).
 */
export class MonitorConversations {
  readonly #ports: MonitorPorts

  /** Tells those who follow whatever becomes durable from now on. */
  constructor(ports: MonitorPorts) {
    this.#ports = ports
    ports.journal.follow(({ entries }) => this.#tell(entries))
  }

  /** Resolves when durable; from then on `user` is told what happens there. */
  async start(user: UserId, thread: Thread): Promise<void> {
    const { monitors } = this.#ports
    this.#check(user, thread.id)
    if (!monitors.follows(user, thread.id) && monitors.followedBy(user).length >= mostFollowed) {
      throw new ImError('BadRequest', { detail: `at most ${mostFollowed} conversations can be followed` })
    }
    await this.#change(user, thread, true)
  }

  async stop(user: UserId, thread: Thread): Promise<void> {
    this.#check(user, thread.id)
    await this.#change(user, thread, false)
  }

  /** What `user` follows, each with its newest message. */
  async list(user: UserId): Promise<readonly Monitored[]> {
    const { monitors, grants, history, threadOf } = this.#ports
    if (!grants.hasAny(user, 'monitor')) throw new ImError('RightMissing')
    const allowed = monitors.followedBy(user).filter((conversation) => grants.has(user, 'monitor', conversation))
    const threads = allowed.flatMap((conversation) => threadOf(conversation) ?? [])
    await this.#audit(user, 'monitor.list', `${threads.length} conversations`)
    return Promise.all(
      threads.map(async (thread) => {
        const [newest] = await history.page({ conversation: thread.id, upTo: Number.MAX_SAFE_INTEGER, limit: 1, reader: undefined })
        return { thread, newest }
      }),
    )
  }

  /** Throws `NotInConversation` unless `user` may read `thread` by his right. */
  async checkMayRead(user: UserId, thread: Thread): Promise<void> {
    if (!this.#ports.grants.has(user, 'monitor', thread.id)) throw new ImError('NotInConversation')
    await this.#audit(user, 'monitor.history', `conversation ${thread.id}`)
  }

  #check(user: UserId, conversation: ConversationId): void {
    if (!this.#ports.grants.has(user, 'monitor', conversation)) throw new ImError('RightMissing')
  }

  async #change(user: UserId, thread: Thread, following: boolean): Promise<void> {
    const { journal, monitors } = this.#ports
    const changes = monitors.follows(user, thread.id) === following ? [] : [monitors.change(user, thread.id, following)]
    await commit(journal, [...changes, this.#auditOf(user, following ? 'monitor.start' : 'monitor.stop', `conversation ${thread.id}`)])
  }

  #audit(user: UserId, action: string, subject: string): Promise<void> {
    return commit(this.#ports.journal, [this.#auditOf(user, action, subject)])
  }

  #auditOf(user: UserId, action: string, subject: string) {
    const record: AuditRecord = { type: 'audit', stamp: this.#ports.stamps.next(), actor: `user:${user}`, action, subject, detail: '' }
    return { record, apply: () => undefined, undo: () => undefined }
  }

  #tell(entries: readonly Entry[]): void {
    for (const { record } of entries) {
      if (record.type === 'message') this.#deliver(record.conversation, { kind: 'message', message: record })
      if (record.type === 'message-control' && record.only === undefined) {
        this.#deliver(record.conversation, { kind: 'message-controlled', control: record, stamp: record.stamp })
      }
    }
  }

  /** Who is in the conversation is told as a member. */
  #deliver(conversation: ConversationId, event: Parameters<Deliveries['deliver']>[1]): void {
    const { monitors, grants, deliveries, threadOf } = this.#ports
    for (const user of monitors.of(conversation)) {
      if (grants.has(user, 'monitor', conversation) && threadOf(conversation)?.has(user) !== true) deliveries.deliver(user, event)
    }
  }
}
