import {
  type ConversationId,
  type Deliveries,
  type Entry,
  type Event,
  ImError,
  type Journal,
  type Message,
  type MessageHistory,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Thread } from '../conversations/thread.ts'
import { auditOf } from './audit.ts'
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
    this.#check(user, thread)
    if (!monitors.follows(user, thread.id) && monitors.followedBy(user).length >= mostFollowed) {
      throw new ImError('BadRequest', { detail: `at most ${mostFollowed} conversations can be followed` })
    }
    await this.#change(user, thread, true)
  }

  async stop(user: UserId, thread: Thread): Promise<void> {
    this.#check(user, thread)
    await this.#change(user, thread, false)
  }

  /** What `user` follows, each with its newest message. */
  async list(user: UserId): Promise<readonly Monitored[]> {
    const { monitors, grants, history, threadOf } = this.#ports
    if (!grants.of(user).some(({ right }) => right === 'monitor')) throw new ImError('RightMissing')
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
    this.#check(user, thread)
    await this.#audit(user, 'monitor.history', `conversation ${thread.id}`)
  }

  /** Who may not look at a conversation does not learn whether there is one. */
  #check(user: UserId, { id }: Thread): void {
    if (!this.#ports.grants.has(user, 'monitor', id)) throw new ImError('NotInConversation')
  }

  async #change(user: UserId, thread: Thread, following: boolean): Promise<void> {
    const { journal, monitors } = this.#ports
    const changes = monitors.follows(user, thread.id) === following ? [] : [monitors.change(user, thread.id, following)]
    await commit(journal, [...changes, this.#deed(user, following ? 'monitor.start' : 'monitor.stop', `conversation ${thread.id}`)])
  }

  #audit(user: UserId, action: string, subject: string): Promise<void> {
    return commit(this.#ports.journal, [this.#deed(user, action, subject)])
  }

  #deed(user: UserId, action: string, subject: string) {
    return auditOf(this.#ports.stamps, { actor: `user:${user}`, action, subject, detail: '' })
  }

  #tell(entries: readonly Entry[]): void {
    for (const { record } of entries) {
      if (record.type === 'message') this.#deliver(record.conversation, { kind: 'message', message: record })
      if (record.type === 'reaction') this.#deliver(record.conversation, { kind: 'reaction-changed', reaction: record })
      if (record.type === 'pin') this.#deliver(record.conversation, { kind: 'pin-changed', pin: record })
      if (record.type === 'message-control' && record.only === undefined) {
        this.#deliver(record.conversation, { kind: 'message-controlled', control: record, stamp: record.stamp })
      }
    }
  }

  /** Who is in the conversation is told as a member. */
  #deliver(conversation: ConversationId, event: Event): void {
    const { monitors, grants, deliveries, threadOf } = this.#ports
    for (const user of monitors.of(conversation)) {
      if (grants.has(user, 'monitor', conversation) && threadOf(conversation)?.has(user) !== true) deliveries.deliver(user, event)
    }
  }
}
