import type { Connection } from './connection.ts'
import type { Keeper } from './keeper.ts'
import { LiveConversationList } from './live-conversation-list.ts'
import { LivePresence } from './live-presence.ts'
import { LiveTimeline } from './live-timeline.ts'
import { LiveTyping } from './live-typing.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import type { Clock, Logger } from './ports.ts'
import type { CommandName, Control, ConversationName, Fields, ListedConversation, Reply, ServerEvent, Told } from './protocol.ts'
import type { OwnReaction, Reaction } from './reactions.ts'
import { Shelf } from './shelf.ts'

interface ViewPorts {
  readonly user: string
  readonly keeper: Keeper
  readonly clock: Clock
  readonly logger: Logger
  readonly connection: () => Connection | undefined
  /** What is not sent yet. */
  readonly outgoing: (conversation: string) => readonly OutgoingMessage[]
}

/** What a program looks at: the list of conversations, timelines, who is here and who is writing, told of everything that changes them. */
export class Views {
  readonly #ports: ViewPorts
  readonly #shelf: Shelf
  readonly #timelines = new Set<LiveTimeline>()
  readonly #typing = new Map<string, LiveTyping>()
  readonly presence: LivePresence
  #list: LiveConversationList | undefined
  #isLoaded = false
  /** Whether the inbox has listed the conversations on this connection. */
  #isListed = false

  constructor(ports: ViewPorts) {
    this.#ports = ports
    this.#shelf = new Shelf(ports.keeper)
    this.presence = new LivePresence(ports)
  }

  list(): LiveConversationList {
    if (this.#list !== undefined) return this.#list
    const connection = () => (this.#isListed ? this.#ports.connection() : undefined)
    const list = new LiveConversationList({ ...this.#ports, connection })
    this.#list = list
    if (this.#isLoaded) list.load()
    if (this.#isListed) void list.fill()
    return list
  }

  timeline(name: ConversationName): LiveTimeline {
    // It knows how far the other one of two has come.
    const list = this.list()
    const timeline = new LiveTimeline(name, {
      ...this.#ports,
      shelf: this.#shelf,
      peer: () => (name.of === undefined ? list.peer(name.conversation) : undefined),
      closed: (closed) => {
        this.#timelines.delete(closed)
        forget()
      },
    })
    const forget = list.subscribe(() => timeline.peerMoved())
    timeline.peerMoved()
    this.#timelines.add(timeline)
    if (this.#isLoaded) this.#load(timeline)
    void timeline.repair()
    return timeline
  }

  typing(conversation: string): LiveTyping {
    const typing = this.#typing.get(conversation) ?? new LiveTyping(conversation, this.#ports)
    this.#typing.set(conversation, typing)
    return typing
  }

  /** The store was read. */
  load(): void {
    this.#isLoaded = true
    this.#shelf.load()
    this.#list?.load()
    for (const timeline of this.#timelines) this.#load(timeline)
  }

  begin(): void {
    this.presence.begin()
    for (const timeline of this.#timelines) void timeline.repair()
  }

  end(): void {
    this.#isListed = false
    this.#list?.abandon()
    this.presence.end()
  }

  /** A sync begins; says whether it is to list everything, not only what changed. */
  beginList(): boolean {
    this.#list?.begin()
    return this.#list !== undefined
  }

  listed(listed: ListedConversation): void {
    this.#list?.listed(listed)
  }

  endList(cursor: number): void {
    this.#isListed = true
    if (this.#list?.isListing === true) this.#list.end(cursor)
    else void this.#list?.fill()
  }

  told(told: Told): void {
    this.#shelf.add(told)
    if (told.of === undefined) this.#typing.get(told.conversation)?.ended(told.message.from)
    for (const timeline of this.#of(told)) timeline.told(told.message)
    this.#list?.told(told)
  }

  controlled(control: Control): void {
    this.#shelf.amend(control, control)
    for (const timeline of this.#of(control)) timeline.controlled(control)
    this.#list?.controlled(control)
  }

  sending(message: OutgoingMessage): void {
    this.#typing.get(message.conversation)?.sent()
    for (const timeline of this.#of(message)) timeline.sending(message)
  }

  settled(message: OutgoingMessage): void {
    for (const timeline of this.#of(message)) timeline.settled(message)
  }

  /** One's own, of which nothing is told any more: it was told before its answer came, or changed before. */
  passed(told: Told): void {
    for (const timeline of this.#of(told)) timeline.passed(told.message)
  }

  event(event: ServerEvent): void {
    if (event.event === 'readMarkMoved') this.#list?.read(event.conversation, event.readMark)
    if (event.event === 'conversationRemoved') this.#list?.removed(event.conversation)
    if (event.event === 'reactionChanged') this.#reacted(event)
    if (event.event === 'receipt') this.#list?.receipt(event)
    if (event.event === 'presenceChanged') this.presence.event(event)
    if (event.event === 'friendsChanged') this.presence.rightsChanged()
    if (event.event === 'typing') this.#typed(event)
    if (event.event === 'groupsChanged') this.#list?.doubt(`group:${event.group}`)
  }

  /** One did this here; the server tells one's other devices. */
  did<N extends CommandName>(command: N, fields: Fields<N>, reply: Reply<N>): void {
    const row: ((fields: Fields<N>, reply: Reply<N>) => void) | undefined = this.#deeds[command]
    row?.(fields, reply)
  }

  readonly #deeds: { readonly [N in CommandName]?: (fields: Fields<N>, reply: Reply<N>) => void } = {
    setReadMark: ({ conversation }, { readMark }) => this.#list?.read(conversation, readMark),
    removeConversation: ({ conversation }) => this.#list?.removed(conversation),
    setConversationAttribute: ({ conversation, ...attribute }) => this.#list?.attribute(conversation, attribute),
    setReaction: (reaction) => this.#reacted(reaction),
    addFriend: () => this.presence.rightsChanged(),
    acceptFriendRequest: () => this.presence.rightsChanged(),
    removeFriend: () => this.presence.rightsChanged(),
    blockUser: () => this.presence.rightsChanged(),
    unblockUser: () => this.presence.rightsChanged(),
    controlMessage: ({ forAll: _, body = '', ...fields }) =>
      this.controlled({ ...fields, body, seq: 0, clientMessageId: '', requestId: '' }),
  }

  #typed({ conversation, user, on }: ServerEvent<'typing'>): void {
    const typing = this.typing(conversation)
    if (on) typing.began(user)
    else typing.ended(user)
  }

  #reacted(reaction: Reaction | OwnReaction): void {
    for (const timeline of this.#of(reaction)) timeline.reacted(reaction)
  }

  #load(timeline: LiveTimeline): void {
    const { conversation, of } = timeline.name
    timeline.load(of === undefined ? this.#ports.outgoing(conversation) : [])
  }

  #of({ conversation, of }: ConversationName): LiveTimeline[] {
    return [...this.#timelines].filter(({ name }) => name.conversation === conversation && name.of === of)
  }
}
