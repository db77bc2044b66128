import { type Clock, ImError, type Journal, type Message, type MessageHistory, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { deliveredTo } from '../conversations/marks.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Groups } from '../groups/groups.ts'
import type { TellReceipts } from './tell-receipts.ts'

interface ListReceiptsPorts {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly groups: Groups
  readonly receipts: TellReceipts
  readonly clock: Clock
}

export interface ReceiptsQuery {
  /** Of the message. */
  readonly seqId: number
  /** Only users behind this one. */
  readonly after: string
  readonly limit: number
}

/** How far one whom the message was for has come. */
export interface MemberReceipt {
  readonly user: UserId
  readonly delivered: boolean
  readonly read: boolean
}

export interface ReceiptCounts {
  readonly members: number
  readonly delivered: number
  readonly read: number
}

export interface ReceiptsPage {
  readonly items: readonly MemberReceipt[]
  readonly more: boolean
  /** Of all whom it was for; comes with the first page alone, since it takes a walk over them. */
  readonly counts?: ReceiptCounts
}

const membersPerTurn = 1_000

/** Who has received and read a message, in the order of their ids: all whom it was for and who are still there, but not its sender. */
export class ListReceipts {
  readonly #ports: ListReceiptsPorts

  constructor(ports: ListReceiptsPorts) {
    this.#ports = ports
  }

  /** For who is shown the message; resolves when everything it tells is durable. */
  async list(user: UserId, thread: Thread, { seqId, after, limit }: ReceiptsQuery): Promise<ReceiptsPage> {
    const message = await this.#message(user, thread, seqId)
    const counts = { members: 0, delivered: 0, read: 0 }
    const items: MemberReceipt[] = []
    const isFirst = after === ''
    for await (const receipt of this.#receipts(user, { thread, message, after })) {
      if (items.length <= limit) items.push(receipt)
      else if (!isFirst) break
      counts.members++
      if (receipt.delivered) counts.delivered++
      if (receipt.read) counts.read++
    }
    await commit(this.#ports.journal, [])
    return { items: items.slice(0, limit), more: items.length > limit, ...(isFirst && { counts }) }
  }

  async #message(user: UserId, thread: Thread, seqId: number): Promise<Message> {
    if (!thread.has(user)) throw new ImError('NotInConversation')
    const above = Math.max(seqId - 1, thread.readableAbove(user))
    const [message] = await this.#ports.history.page({ conversation: thread.id, reader: user, upTo: seqId, above, limit: 1 })
    if (message === undefined) throw new ImError('MessageNotFound')
    return message
  }

  async *#receipts(asker: UserId, { thread, message, after }: Walk): AsyncIterable<MemberReceipt> {
    for await (const user of this.#audience(thread, message, after)) {
      const known = thread.kind !== 'single' || this.#ports.receipts.mayKnow(asker, user)
      const delivered = known && deliveredTo(thread, user).seq >= message.seq
      yield { user, delivered, read: known && thread.readMarkOf(user).seq >= message.seq }
    }
  }

  /** Who was there when it was sent. Of a large group so many in a turn that nobody waits for the others (I10). */
  async *#audience(thread: Thread, { seq, sender }: Message, after: string): AsyncIterable<UserId> {
    const group = this.#ports.groups.byConversation(thread.id)
    if (group === undefined) yield* thread.parties.filter((user) => user !== sender && user > after)
    for (let last = after; group !== undefined; await this.#turn()) {
      const page = group.page(last, membersPerTurn)
      for (const { user, joined } of page) if (user !== sender && joined.seq < seq) yield user
      last = page.at(-1)?.user ?? last
      if (page.length < membersPerTurn) break
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#ports.clock.after(0, resolve))
  }
}

interface Walk {
  readonly thread: Thread
  readonly message: Message
  readonly after: string
}
