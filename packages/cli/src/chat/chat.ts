import type { UserId } from '@magpie-im/model'
import type { HotSessionItem, MsgAck } from '@magpie-im/wire'
import type { ChatClient, ClientHandlers } from './client.ts'
import { type ChatActions, commandHelp, parseLine } from './commands.ts'
import { ConnectionLost } from './connection.ts'
import { type Conversation, Conversations } from './conversations.ts'
import type { Message } from './message.ts'
import type { Outgoing } from './outbox.ts'
import { Refused } from './refused.ts'
import type { Session } from './session.ts'
import { messagesSince } from './since.ts'
import type { Terminal } from './terminal.ts'
import type { View } from './view.ts'

interface ChatOptions {
  readonly user: UserId
  readonly to: UserId | undefined
  readonly terminal: Terminal
  readonly view: View
  readonly client: (handlers: ClientHandlers) => ChatClient
}

/** What is typed becomes messages and commands; what happens becomes lines. */
export class Chat implements ClientHandlers, ChatActions {
  readonly client: ChatClient
  /** Whether anything that was typed had no effect. */
  refused = false
  readonly #terminal: Terminal
  readonly #view: View
  readonly #conversations: Conversations
  #session: Session | undefined
  #open: Conversation | undefined
  /** Messages that wait until what came before them is shown; undefined: nothing is being fetched. */
  #held: Message[] | undefined = []
  #greeted = false
  #reading: Promise<void> = Promise.resolve()

  constructor({ user, to, terminal, view, client }: ChatOptions) {
    this.#terminal = terminal
    this.#view = view
    this.#conversations = new Conversations(user)
    this.#open = to === undefined ? undefined : this.#conversations.with(to)
    this.client = client(this)
  }

  /** Resolves to whether to go on. */
  async enter(line: string): Promise<boolean> {
    const parsed = parseLine(line)
    switch (parsed.kind) {
      case 'quit':
        return false
      case 'mistake':
        this.#refuse(parsed.about)
        return true
      case 'message':
        await this.#send(parsed.text)
        return true
      case 'command':
        await this.#try(parsed.run(this))
        return true
    }
  }

  /** Waits for the answers to everything; false when something had no effect. */
  async finish(): Promise<boolean> {
    await Promise.race([this.#reading, this.client.ended])
    const unsent = await this.client.finish()
    for (const message of unsent) this.failed(message, 'the connection was lost')
    return !this.refused
  }

  async online(session: Session, changed: readonly HotSessionItem[]): Promise<void> {
    this.#held ??= []
    this.#conversations.update(changed)
    if (this.#greeted) this.#show(this.#view.note('connected again'))
    if (this.#open !== undefined) await this.#catchUp(session, this.#open)
    if (this.#open === undefined && !this.#greeted) this.showList()
    else this.#showMissed(changed)
    this.#greeted = true
    this.#release(session)
  }

  lost(reason: string): void {
    this.#held ??= []
    this.#show(this.#view.note(`not connected (${reason}); trying again`))
  }

  message(message: Message): void {
    if (this.#held === undefined) this.#take(message)
    else this.#held.push(message)
  }

  sent({ to, label, text }: Outgoing, { seqId, timestamp }: MsgAck): void {
    this.message({ from: this.#conversations.user, to, text, seqId: Number(seqId), time: Number(timestamp), label })
  }

  failed({ text }: Outgoing, reason: string): void {
    this.refused = true
    this.#show(this.#view.failed(text, reason))
  }

  friendsChanged(): void {
    this.#show(this.#view.note('your friends changed; /friends lists them'))
  }

  async open(peer: string): Promise<void> {
    const session = await this.client.session()
    this.#open = this.#conversations.with(peer)
    this.#held ??= []
    try {
      await this.#catchUp(session, this.#open)
    } catch (error) {
      if (error instanceof Refused) this.#release(session)
      throw error
    }
    this.#release(session)
  }

  async addFriend(user: string): Promise<void> {
    const session = await this.client.session()
    await session.addFriend(user)
    this.#show(this.#view.note(`you and ${user} are friends; /to ${user} writes to ${user}`))
  }

  async showFriends(): Promise<void> {
    const session = await this.client.session()
    const friends = await session.friends()
    this.#show(this.#view.note(friends.length === 0 ? 'no friends yet; /add NAME adds one' : `friends: ${friends.join(', ')}`))
  }

  showList(): void {
    this.#show(this.#view.list(this.#conversations.list()))
  }

  showHelp(): void {
    this.#show(commandHelp())
  }

  async #send(text: string): Promise<void> {
    if (text.trim() === '') return
    if (this.#open === undefined) return this.#refuse('say whom to write to first: /to NAME')
    await this.client.room()
    this.client.send({ to: this.#open.peer, label: this.#open.label, text })
  }

  /** What the server refuses is shown; a lost connection shows by itself. */
  async #try(action: Promise<void> | void): Promise<void> {
    try {
      await action
    } catch (error) {
      if (error instanceof Refused) this.#refuse(error.message)
      else if (error instanceof ConnectionLost) this.refused = true
      else throw error
    }
  }

  /** Shows what is newer than the last line of a conversation, or its last page. */
  async #catchUp(session: Session, conversation: Conversation): Promise<void> {
    const { peer } = conversation
    this.#terminal.prompt(`${peer}> `)
    const messages = await messagesSince(session, conversation)
    if (conversation.shownTo === undefined && messages.length === 0) {
      this.#show(this.#view.note(`no messages with ${peer} yet; if you are not friends, /add ${peer} comes first`))
    }
    conversation.shownTo ??= 0
    for (const message of messages) this.#take(message)
  }

  /** Of conversations that are not open the newest message shows; the others come with /to. */
  #showMissed(changed: readonly HotSessionItem[]): void {
    const labels = new Set(changed.map(({ sessionId }) => sessionId))
    const missed = this.#conversations.list().filter(({ label, unread }) => labels.has(label) && unread > 0)
    const elsewhere = missed.filter((conversation) => conversation !== this.#open)
    if (elsewhere.length > 0) this.#show(this.#view.list(elsewhere))
  }

  #release(session: Session): void {
    const held = this.#held ?? []
    this.#held = undefined
    this.#session = session
    for (const message of held) this.#take(message)
    if (this.#open !== undefined) this.#markRead(this.#open)
  }

  #take(message: Message): void {
    const conversation = this.#conversations.take(message)
    const open = conversation === this.#open
    if (open && message.seqId <= (conversation.shownTo ?? 0)) return
    if (open) conversation.shownTo = message.seqId
    else if (message.from === conversation.peer) conversation.unread++
    this.#show(this.#view.message(message, { open }))
    if (open && this.#held === undefined && message.from === conversation.peer) this.#markRead(conversation)
  }

  #markRead(conversation: Conversation): void {
    conversation.unread = 0
    const session = this.#session
    const { label, shownTo = 0, readTo } = conversation
    if (shownTo <= readTo || session === undefined) return
    const marked = session.markRead(label, shownTo).then(
      () => {
        conversation.readTo = Math.max(conversation.readTo, shownTo)
      },
      (error: Error) => {
        if (!(error instanceof ConnectionLost)) this.#show(this.#view.note(`not marked as read: ${error.message}`))
      },
    )
    this.#reading = Promise.all([this.#reading, marked]).then(() => undefined)
  }

  #refuse(reason: string): void {
    this.refused = true
    this.#show(this.#view.refused(reason))
  }

  #show(text: string): void {
    this.#terminal.show(text)
  }
}
