import { Api } from './api.ts'
import { Calls, type MessageName, type Request } from './calls.ts'
import { type Connection, type Ending, silent } from './connection.ts'
import type { ConversationList } from './conversation-list.ts'
import { Deliveries } from './deliveries.ts'
import { Emitter } from './emitter.ts'
import { Files } from './files.ts'
import { type ForwardOptions, forward } from './forwarding.ts'
import { Inbox } from './inbox.ts'
import { Keeper } from './keeper.ts'
import { Lifecycle, type LifecycleOptions } from './lifecycle.ts'
import { ownError } from './magpie-error.ts'
import { newId } from './new-id.ts'
import { Outbox } from './outbox.ts'
import type { Content, OutgoingMessage } from './outgoing-message.ts'
import type { Http, Store } from './ports.ts'
import type { Presence } from './presence.ts'
import type { Control, Fields, ListedConversation, Message, Pushed, Reply, ServerEvent, ServerEventName, Told } from './protocol.ts'
import type { State } from './state.ts'
import type { Timeline } from './timeline.ts'
import { Timers } from './timers.ts'
import { type Token, TokenSource } from './token-source.ts'
import type { Typing } from './typing.ts'
import type { FileLink, FileSource, UploadedFile, UploadOptions } from './uploaded-file.ts'
import { Views } from './views.ts'

/** What the server tells is passed on under its own name. */
type PassedOn = { readonly [N in Exclude<ServerEventName, 'message' | 'messageControlled' | 'closed'>]: Omit<ServerEvent<N>, 'event'> }

export interface ClientEvents extends PassedOn {
  readonly state: State
  /** Of every conversation each message once and in order: those of others, of one's other devices, and one's own once they are sent. */
  readonly message: Told
  /** What became of a message, also while this device was away. May come again after a restart of the program. */
  readonly messageControlled: Control
  /** A message of one's own was sent or has failed. */
  readonly ack: OutgoingMessage
  /** A conversation is in the list, or changed while this device was away. */
  readonly conversation: ListedConversation
  /** Everything that was missed was told. Lists of friends, groups and profiles may have changed meanwhile. */
  readonly synced: Readonly<Record<string, never>>
}

export interface ClientOptions extends Omit<LifecycleOptions, 'token'> {
  readonly token: Token
  readonly store: Store
  readonly http: Http
}

const stuck: Ending = { ...silent, message: 'too much came at once' }

/** A user on a device, connected whenever that is possible. */
export class Client extends Calls {
  readonly user: string
  readonly #emitter: Emitter<ClientEvents>
  readonly #timers: Timers
  readonly #chance: () => number
  readonly #keeper: Keeper
  readonly #lifecycle: Lifecycle
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #views: Views
  readonly #files: Files
  readonly #deliveries: Deliveries
  readonly #started: Promise<void>

  constructor({ store, http, ...options }: ClientOptions) {
    super()
    const { user, logger, chance } = options
    const token = new TokenSource(options.token)
    const clock = new Timers(options.clock)
    const { door } = options.transport
    // Ids of users have no such character.
    const keeper = new Keeper(store, door === undefined ? user : `${user}\n${door.name}`, logger)
    this.user = user
    this.#timers = clock
    this.#chance = chance
    this.#keeper = keeper
    this.#emitter = new Emitter(logger)
    this.#outbox = new Outbox({ keeper, clock, chance }, { settled: (message, isRepeat) => this.#settled(message, isRepeat) })
    this.#inbox = new Inbox(
      { keeper, clock, logger },
      {
        message: (told) => this.#message(told),
        beginList: () => this.#views.beginList(),
        listed: (listed, isNew) => this.#listed(listed, isNew),
        endList: (cursor) => this.#views.endList(cursor),
        controlled: (control) => this.#controlled(control),
        synced: () => this.#synced(),
        stuck: () => this.#lifecycle.connection?.close(stuck),
      },
    )
    this.#lifecycle = new Lifecycle(
      { ...options, clock, token },
      {
        changed: (state) => this.#emitter.emit('state', state),
        signedIn: (connection) => this.#begin(connection),
        ended: () => this.#end(),
        event: (event) => this.#told(event),
      },
    )
    this.#views = new Views({
      ...{ user, keeper, clock, logger },
      connection: () => this.#lifecycle.connection,
      outgoing: (conversation) => this.#outbox.waiting(conversation),
    })
    this.#deliveries = new Deliveries({ user, clock, connection: () => this.#lifecycle.connection })
    const url = () => (this.state.name === 'signedIn' ? this.state.url : (options.urls[0] ?? ''))
    this.#files = new Files({ user, clock, chance, api: new Api({ url, token, http }) })
    this.#started = this.#start()
  }

  get state(): State {
    return this.#lifecycle.state
  }

  /** Returns what ends it. */
  on<N extends keyof ClientEvents>(name: N, listener: (event: ClientEvents[N]) => void): () => void {
    return this.#emitter.on(name, listener)
  }

  /** Writes to `user:<id>` or `group:<id>`, connected or not: what is not sent yet is kept, and sent in this order. */
  send(conversation: string, content: string | Content): OutgoingMessage {
    if (this.#isOver) throw ownError('Closed', 'the client is closed', { retry: false })
    const message = this.#outbox.add(conversation, typeof content === 'string' ? { body: content } : content)
    this.#views.sending(message)
    return message
  }

  async request<N extends Request>(command: N, fields: Fields<N>): Promise<Reply<N>> {
    const { connection } = this.#lifecycle
    if (connection === undefined) throw ownError('NotConnected', 'nobody is signed in at the moment')
    if (command === 'setReadMark') this.#deliveries.read(fields as Fields<'setReadMark'>) // as: these are its fields
    const reply = await connection.request(command, fields)
    // The server tells one's other devices.
    if (command === 'controlMessage') this.#inbox.changed(fields as Fields<'controlMessage'>) // as: these are its fields
    if (command === 'sendFiles') this.#wrote((fields as Fields<'sendFiles'>).to, reply as Reply<'sendFiles'>) // as: the same
    if (command === 'forwardMessages') {
      const { items } = reply as Reply<'forwardMessages'> // as: the same
      for (const item of items) this.#wrote((fields as Fields<'forwardMessages'>).to, item) // as: the same
    }
    this.#views.did(command, fields, reply)
    return reply
  }

  /** All conversations, always as they are now: at once from the store, then from the server. */
  conversationList(): ConversationList {
    return this.#views.list()
  }

  /** A conversation to show: its newest messages at first, always as they are now, one's own on their way among them. Close it in the end. */
  timeline(conversation: string, { of }: { readonly of?: string } = {}): Timeline {
    return this.#views.timeline({ conversation, ...(of !== undefined && { of }) })
  }

  /** Who else is writing in a conversation, always as it is now. */
  typing(conversation: string): Typing {
    return this.#views.typing(conversation)
  }

  /** Who is here. */
  get presence(): Presence {
    return this.#views.presence
  }

  /** Uploads a `File` or a `Blob`, whatever the connection does meanwhile; send it as one of the `files` of a message. */
  upload(file: FileSource, options?: UploadOptions): Promise<UploadedFile> {
    return this.#files.upload(file, options)
  }

  /** Where a file that one was shown can be downloaded for a while. */
  fileLink(id: string): Promise<FileLink> {
    return this.#files.link(id)
  }

  /**
   * Copies messages of one conversation into another: each as a message of its own or, `merged`, all in one. When the connection is
   * lost meanwhile it goes on after the next sign-in, and copies nothing twice; when the program ends, nobody can say what was copied.
   * Where one is refused, those before it were sent: trying again under the same `clientMessageId` goes on behind them.
   */
  forward(
    from: string,
    messages: readonly MessageName[],
    to: string,
    { merged = false, clientMessageId = newId(this.#chance) }: ForwardOptions = {},
  ): Promise<Reply<'forwardMessages'>['items']> {
    const request = (fields: Fields<'forwardMessages'>) => this.request('forwardMessages', fields)
    return forward({ clock: this.#timers, request, signedIn: () => this.#signedIn() }, { from, messages, to, merged, clientMessageId })
  }

  /** Ends the session on the server too. */
  async signOut(): Promise<void> {
    await this.#lifecycle.connection?.request('signOut', {}).catch(() => undefined)
    await this.close()
  }

  /** Resolves when the store has everything. What is not sent yet is sent by the next client of this store. */
  async close(): Promise<void> {
    this.#lifecycle.close()
    this.#end()
    this.#timers.cancelAll()
    await this.#started
    await this.#keeper.flush()
  }

  /** Rejects when nobody will be any more. */
  #signedIn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.state.name === 'signedIn') resolve()
        else if (this.#isOver) reject(ownError('Closed', 'the client is closed', { retry: false }))
        else return
        end()
      }
      const end = this.on('state', look)
      look()
    })
  }

  get #isOver(): boolean {
    return this.state.name === 'closed' || this.state.name === 'kicked'
  }

  async #start(): Promise<void> {
    try {
      await this.#keeper.load()
    } catch (cause) {
      this.#lifecycle.close(ownError('Closed', 'the store cannot be read', { retry: false, cause }))
      return
    }
    this.#outbox.load()
    this.#views.load()
    this.#lifecycle.connect()
  }

  #begin(connection: Connection): void {
    // Whoever was told of the state may have closed the client.
    if (connection !== this.#lifecycle.connection) return
    this.#views.begin()
    this.#inbox.begin(connection)
    this.#outbox.begin(connection)
  }

  #end(): void {
    this.#inbox.end()
    this.#views.end()
    this.#outbox.end()
  }

  #synced(): void {
    this.#lifecycle.settled()
    this.#emitter.emit('synced', {})
  }

  #message(told: Told): void {
    this.#views.told(told)
    this.#deliveries.take(told)
    this.#emitter.emit('message', told)
  }

  #listed(listed: ListedConversation, isNew: boolean): void {
    this.#views.listed(listed)
    if (isNew) this.#emitter.emit('conversation', listed)
  }

  #controlled(control: Control): void {
    this.#views.controlled(control)
    this.#emitter.emit('messageControlled', control)
  }

  #settled(message: OutgoingMessage, isRepeat: boolean): void {
    this.#views.settled(message)
    this.#emitter.emit('ack', message)
    const { sending, conversation, clientMessageId, kind, body, mentions } = message
    if (sending.state !== 'sent') return
    const { seq, stamp } = sending
    const written: Message = { seq, stamp, from: this.user, kind, body, state: 'normal', clientMessageId, ...(mentions && { mentions }) }
    const told: Told = { conversation, message: written }
    if (isRepeat) this.#inbox.changed({ conversation, stamp })
    if (!this.#inbox.awaits(told)) this.#views.passed(told)
    // Whom it answers, the server knows.
    if (message.replyTo !== undefined) this.#inbox.changed({ conversation, stamp })
    this.#inbox.take(told)
  }

  /** In another way than by `send`: what exactly, is read from the history when its turn comes. */
  #wrote(conversation: string, { seq, stamp }: Pick<Message, 'seq' | 'stamp'>): void {
    this.#inbox.changed({ conversation, stamp })
    const message: Message = { seq, stamp, from: this.user, kind: 'text', body: '', state: 'normal', clientMessageId: '' }
    this.#inbox.take({ conversation, message })
  }

  #told(what: ServerEvent): void {
    this.#views.event(what)
    const { event, ...rest } = what
    if (event === 'message')
      this.#inbox.take(rest as Pushed) // as: the rest of this event is that
    else if (event === 'messageControlled')
      this.#inbox.takeControl(rest as Control) // as: the same
    else if (event !== 'closed') this.#emitter.emit(event, rest as never) // as: the rest of an event is what is passed on of it
  }
}
