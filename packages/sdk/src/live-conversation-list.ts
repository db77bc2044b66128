import type { Connection } from './connection.ts'
import type { ConversationItem, ConversationList } from './conversation-list.ts'
import type { Keeper } from './keeper.ts'
import { type Certainty, KnownConversations } from './known-conversations.ts'
import { isPassing, ownError } from './magpie-error.ts'
import type { Clock, Logger } from './ports.ts'
import type { Control, ListedConversation, Receipt, Told } from './protocol.ts'
import { Subscribers } from './subscribers.ts'

/** What happens at once is asked for once. */
const settleMs = 50
const retryMs = 2_000

interface ListPorts {
  readonly user: string
  readonly keeper: Keeper
  readonly clock: Clock
  readonly logger: Logger
  /** Of what is signed in and has listed what there is. */
  readonly connection: () => Connection | undefined
}

interface Listing {
  readonly items: ListedConversation[]
  /** What happens until it is whole: laid over it then. */
  readonly meanwhile: (() => void)[]
}

/**
 * The list as the server has it: read whole after every sign-in, because a cursor does not say what is gone, and then moved on
 * by what happens. What one cannot know from here, such as how much is unread above a mark, is asked for.
 */
export class LiveConversationList implements ConversationList {
  readonly #ports: ListPorts
  readonly #subscribers: Subscribers
  readonly #known: KnownConversations
  #items: readonly ConversationItem[] = []
  #isStale = false
  #isComplete = false
  #listing: Listing | undefined
  /** Everything before this is known. */
  #cursor = 0
  /** Are to be asked for. */
  readonly #unsure = new Map<string, Certainty>()
  #isAsking = false

  constructor(ports: ListPorts) {
    this.#ports = ports
    this.#subscribers = new Subscribers(ports.logger)
    this.#known = new KnownConversations(ports.user, ports.keeper)
  }

  get items(): readonly ConversationItem[] {
    if (this.#isStale) this.#items = this.#known.items()
    this.#isStale = false
    return this.#items
  }

  get isComplete(): boolean {
    return this.#isComplete
  }

  get isListing(): boolean {
    return this.#listing !== undefined
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#subscribers.add(listener)

  /** The store was read. */
  load(): void {
    this.#known.load()
    this.#changed()
  }

  /** The server begins to list everything. */
  begin(): void {
    this.#listing = { items: [], meanwhile: this.#listing?.meanwhile ?? [] }
  }

  listed(listed: ListedConversation): void {
    this.#listing?.items.push(listed)
  }

  /** That was everything, up to `cursor`. */
  end(cursor: number): void {
    if (this.#listing === undefined) return
    this.#known.replace(this.#listing.items)
    this.#unsure.clear()
    this.#cursor = cursor
    this.#isComplete = true
    this.#goOn()
  }

  /** The connection is lost: the next one lists everything again. */
  abandon(): void {
    if (this.#listing !== undefined) this.#goOn()
  }

  /** Reads everything outside of a sync. */
  async fill(): Promise<void> {
    const isDone = await this.#ask(0, (listed) => {
      this.#known.replace(listed)
      this.#isComplete = true
    })
    if (!isDone) this.#ports.clock.after(retryMs, () => this.#ports.connection() !== undefined && void this.fill())
  }

  told({ conversation, of, message }: Told): void {
    if (of === undefined) this.#happens(conversation, () => this.#known.message(conversation, message))
  }

  controlled(control: Control): void {
    if (control.of === undefined) this.#happens(control.conversation, () => this.#known.control(control))
  }

  read(conversation: string, mark: ConversationItem['readMark']): void {
    this.#happens(conversation, () => this.#known.read(conversation, mark))
  }

  removed(conversation: string): void {
    this.#happens(conversation, () => {
      this.#known.remove(conversation)
      // Something may have been written in it since.
      return 'doubtful'
    })
  }

  attribute(conversation: string, attribute: { readonly name: string; readonly value: string }): void {
    this.#happens(conversation, () => {
      this.#known.attribute(conversation, attribute)
      return 'sure'
    })
  }

  receipt(receipt: Receipt): void {
    this.#happens(receipt.conversation, () => {
      this.#known.receipt(receipt)
      return 'sure'
    })
  }

  peer(conversation: string): ConversationItem['peer'] {
    return this.#known.peer(conversation)
  }

  /** It may be there no longer. */
  doubt(conversation: string): void {
    this.#happens(conversation, () => (this.#known.has(conversation) ? 'doubtful' : 'sure'))
  }

  #happens(conversation: string, change: () => Certainty): void {
    if (this.#listing !== undefined) {
      this.#listing.meanwhile.push(() => this.#happens(conversation, change))
      return
    }
    const certainty = change()
    if (certainty !== 'sure') {
      this.#doubt(conversation, certainty)
      this.#askIn(settleMs)
    }
    this.#changed()
  }

  #doubt(conversation: string, certainty: Certainty): void {
    if (this.#unsure.get(conversation) !== 'doubtful') this.#unsure.set(conversation, certainty)
  }

  #goOn(): void {
    const meanwhile = this.#listing?.meanwhile ?? []
    this.#listing = undefined
    for (const happened of meanwhile) happened()
    this.#changed()
  }

  #changed(): void {
    this.#isStale = true
    this.#subscribers.notify()
  }

  #askIn(ms: number): void {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#ports.clock.after(ms, () => void this.#askAgain())
  }

  async #askAgain(): Promise<void> {
    const unsure = [...this.#unsure]
    this.#unsure.clear()
    let isWhole = true
    const isDone = await this.#ask(this.#cursor, (listed) => {
      for (const one of listed) this.#known.put(one)
      const there = new Set(listed.map(({ conversation }) => conversation))
      // It is gone, or has not changed since the list was read: only the whole list says which.
      isWhole = unsure.every(([conversation, certainty]) => certainty === 'moved' || there.has(conversation))
    })
    const isKnown = isDone && (isWhole || (await this.#ask(0, (listed) => this.#known.replace(listed))))
    this.#isAsking = false
    if (!isKnown) for (const [conversation, certainty] of unsure) this.#doubt(conversation, certainty)
    if (this.#unsure.size > 0 && this.#ports.connection() !== undefined) this.#askIn(isKnown ? settleMs : retryMs)
  }

  /** Whether the server answered, or never will; what happens meanwhile waits. */
  async #ask(after: number, take: (listed: readonly ListedConversation[]) => void): Promise<boolean> {
    // After the next sign-in everything is listed.
    if (this.#ports.connection() === undefined) return true
    this.begin()
    const listing = this.#listing
    try {
      const { items, cursor } = await this.#readAll(after)
      take(items)
      this.#cursor = cursor
      return true
    } catch (error) {
      return !isPassing(error)
    } finally {
      // Not where the next sign-in has begun to list everything.
      if (this.#listing === listing) this.#goOn()
    }
  }

  async #readAll(after: number) {
    const items = new Map<string, ListedConversation>()
    let cursor = after
    for (let more = true; more; ) {
      const page = await this.#ports.connection()?.request('listConversations', { after: cursor })
      if (page === undefined) throw ownError('NotConnected', 'nobody is signed in at the moment')
      for (const item of page.items) items.set(item.conversation, item)
      cursor = page.cursor
      more = page.more
    }
    return { items: [...items.values()], cursor }
  }
}
