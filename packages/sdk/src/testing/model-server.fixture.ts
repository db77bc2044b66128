import type { Socket, SocketListener, Transport } from '../ports.ts'
import type { Control, ListedConversation, Message } from '../protocol.ts'

const listPage = 2
interface Asked {
  readonly conversation: string
  readonly to: string
  readonly stamp: number
  readonly clientMessageId: string
  readonly after: number
  readonly before?: number
  readonly limit?: number
  readonly action: Control['action']
  readonly body: string
}
type Frame = { readonly id: number; readonly type: string; readonly [field: string]: unknown }

interface Thread {
  readonly messages: Message[]
  readMark: { seq: number; stamp: number }
  lastSeq: number
  removedSeq: number
  attributes: Record<string, string>
  changed: number
}

const everybody: NonNullable<Message['mentions']> = { users: [], all: true }

function revoked({ mentions: _, ...message }: Message): Message {
  return { ...message, body: '', state: 'revoked' }
}

/** A server of one user in a few lines, with the promises of the real one: what it says of a list is the truth that a test compares with. */
export class ModelServer implements Transport {
  readonly user: string
  readonly threads = new Map<string, Thread>()
  readonly controls: (Control & { readonly at: number })[] = []
  line: ModelLine | undefined
  readonly #sent = new Map<string, Message>()
  #stamp = 1_000

  constructor(user: string) {
    this.user = user
  }

  open(_: string, listener: SocketListener): Socket {
    const line = new ModelLine(this, listener)
    this.line = line
    return line
  }

  get now(): number {
    return this.#stamp
  }

  /** `here`: on the program's own connection, which is answered instead of told. */
  write(conversation: string, from: string, { clientMessageId = '', here = false, body = '' } = {}): Message {
    const thread = this.#threadOf(conversation)
    thread.lastSeq += 1
    const message: Message = {
      ...{ seq: thread.lastSeq, stamp: this.#next(thread), from, kind: 'text', state: 'normal', clientMessageId },
      body: body === '' ? `${conversation} ${thread.lastSeq}` : body,
      ...(from !== this.user && thread.lastSeq % 2 === 0 && { mentions: thread.lastSeq % 4 === 0 ? everybody : { users: [this.user] } }),
    }
    thread.messages.push(message)
    if (!here) this.line?.happens({ event: 'message', conversation, message })
    return message
  }

  /** A repeat is written once. */
  send(conversation: string, clientMessageId: string, body: string): Message {
    const sent = this.#sent.get(clientMessageId) ?? this.write(conversation, this.user, { clientMessageId, here: true, body })
    this.#sent.set(clientMessageId, sent)
    return sent
  }

  control(conversation: string, seq: number, action: Control['action'], isOwn = false): void {
    const thread = this.#threadOf(conversation)
    const at = thread.messages.findIndex((message) => message.seq === seq)
    const message = thread.messages[at]
    if (message === undefined) return
    const body = `changed at ${this.#stamp}`
    if (action === 'delete') thread.messages.splice(at, 1)
    else thread.messages[at] = action === 'revoke' ? revoked(message) : { ...message, body, state: 'replaced' }
    const requestId = String(this.#next(thread))
    const control: Control = { conversation, action, seq, stamp: message.stamp, clientMessageId: message.clientMessageId, requestId, body }
    this.controls.push({ at: this.#stamp, ...control })
    if (!isOwn) this.line?.happens({ event: 'messageControlled', ...control })
  }

  read(conversation: string, stamp: number, isOwn = false): Thread['readMark'] {
    const thread = this.#threadOf(conversation)
    const mark = thread.messages.findLast((message) => message.stamp <= stamp)
    if (mark === undefined || mark.seq <= thread.readMark.seq) return thread.readMark
    thread.readMark = { seq: mark.seq, stamp: mark.stamp }
    const event = { event: 'readMarkMoved', conversation, readMark: thread.readMark, at: this.#next(thread) }
    if (!isOwn) this.line?.happens(event)
    return thread.readMark
  }

  remove(conversation: string): void {
    const thread = this.#threadOf(conversation)
    thread.removedSeq = thread.lastSeq
    this.#next(thread)
    this.line?.happens({ event: 'conversationRemoved', conversation })
  }

  /** Oldest change first. */
  list(after = 0): ListedConversation[] {
    const listed = [...this.threads].flatMap(([conversation, { messages, readMark, removedSeq, attributes, changed }]) => {
      const newest = messages.at(-1)
      if (newest === undefined || newest.seq <= removedSeq || changed <= after) return []
      const isForUs = (from: string) => from !== this.user || conversation.startsWith('notice:')
      const unread = messages.filter(({ from, state, seq }) => isForUs(from) && state !== 'revoked' && seq > readMark.seq)
      const { seq = 0, stamp = 0 } = unread.findLast(({ mentions }) => mentions !== undefined) ?? {}
      const mentioned = seq > 0 ? { mentioned: { seq, stamp } } : {}
      return { conversation, unread: unread.length, readMark, newest, attributes: { ...attributes }, ...mentioned, changed }
    })
    return listed.sort((a, b) => a.changed - b.changed)
  }

  #threadOf(conversation: string): Thread {
    const fresh: Thread = { messages: [], readMark: { seq: 0, stamp: 0 }, lastSeq: 0, removedSeq: 0, attributes: {}, changed: 0 }
    const thread = this.threads.get(conversation) ?? fresh
    this.threads.set(conversation, thread)
    return thread
  }

  #next(thread: Thread): number {
    this.#stamp += 1
    thread.changed = this.#stamp
    return this.#stamp
  }
}

/** A connection whose answers and events are under way until somebody lets them come. */
class ModelLine implements Socket {
  readonly #server: ModelServer
  readonly #listener: SocketListener
  readonly #answers: object[] = []
  /** None comes before this many answers have come. */
  readonly #events: { readonly event: object; readonly behind: number }[] = []
  #answered = 0
  #passed = 0
  /** What happened after a list comes after its last page (I7). */
  #behind = 0
  #isClosed = false
  /** What is still to be listed, as of the first page, and what happened since. */
  #window: { items: ListedConversation[] | undefined; readonly cursor: number; readonly held: object[] } | undefined

  constructor(server: ModelServer, listener: SocketListener) {
    this.#server = server
    this.#listener = listener
    void Promise.resolve().then(() => listener.opened())
  }

  send(text: string): void {
    const frame: Frame = JSON.parse(text)
    if (this.#isClosed) return
    this.#answered += 1
    this.#answers.push({ id: frame.id, ok: this.#answer(frame) })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#server.line = undefined
    this.#listener.closed()
  }

  happens(event: object): void {
    // Only who is signed in is told.
    if (this.#window === undefined) return
    if (this.#window.items === undefined) this.#events.push({ event, behind: this.#behind })
    else this.#window.held.push(event)
  }

  /** Lets the next answer or event through; false: there is none. */
  pass(which: 'answer' | 'event'): boolean {
    if (which === 'event' && (this.#events[0]?.behind ?? 0) > this.#passed) return false
    const next = which === 'answer' ? this.#answers.shift() : this.#events.shift()?.event
    if (which === 'answer' && next !== undefined) this.#passed += 1
    if (next !== undefined && !this.#isClosed) this.#listener.received(JSON.stringify(next))
    return next !== undefined
  }

  /** The last two events of messages come the other way round, or the last one twice. */
  confuse(how: 'swap' | 'double'): void {
    const last = this.#events.at(-1)
    const before = this.#events.at(-2)
    if (last === undefined || !('message' in last.event)) return
    if (how === 'double') this.#events.push(last)
    else if (before !== undefined && 'message' in before.event) this.#events.splice(-2, 2, last, before)
  }

  #answer({ type, ...fields }: Frame): object {
    const { conversation, to, stamp, clientMessageId, after, before, limit, action, body } = fields as unknown as Asked // as: the client writes by the table
    switch (type) {
      case 'signIn':
        this.#window = { items: this.#server.list(), cursor: this.#server.now, held: [] }
        return { user: this.#server.user, heartbeatSeconds: 25, extraData: '' }
      case 'listConversations':
        return this.#list(after)
      case 'listMessages':
        return this.#history(conversation, { after, before, limit: limit ?? 50 })
      case 'syncPriority':
        return { items: this.#controls(after) }
      case 'sendMessage': {
        const { seq, stamp: at } = this.#server.send(to, clientMessageId, body)
        return { seq, stamp: at }
      }
      case 'setReadMark':
        return { readMark: this.#server.read(conversation, stamp, true) }
      case 'controlMessage': {
        const seq = this.#server.threads.get(conversation)?.messages.find((message) => message.stamp === stamp)?.seq ?? 0
        this.#server.control(conversation, seq, action, true)
        return {}
      }
      default:
        return {}
    }
  }

  #list(after: number): object {
    const window = this.#window
    const { cursor, held } = window?.items === undefined ? { cursor: this.#server.now, held: [] } : (window ?? { cursor: 0, held: [] })
    const items = (window?.items ?? this.#server.list()).filter(({ changed }) => changed > after)
    const page = items.slice(0, listPage)
    const more = items.length > page.length
    this.#window = { items: more ? (window?.items ?? items) : undefined, cursor, held }
    if (!more) this.#behind = this.#answered
    if (!more) this.#events.push(...held.splice(0).map((event) => ({ event, behind: this.#behind })))
    return { items: page, more, cursor: more ? (page.at(-1)?.changed ?? after) : cursor }
  }

  #history(
    conversation: string,
    { after, before = Number.POSITIVE_INFINITY, limit }: { after?: number; before?: number | undefined; limit: number },
  ): object {
    const all = (this.#server.threads.get(conversation)?.messages ?? []).filter(({ seq }) => seq > (after ?? 0) && seq < before)
    const items = after === undefined ? all.slice(-limit) : all.slice(0, limit)
    return { items: [...items], more: all.length > items.length }
  }

  #controls(after: number): object[] {
    const items = this.#server.controls.filter(({ at }) => at > after)
    return (after === 0 ? items.slice(-200) : items.slice(0, 200)).map((control) => ({ what: 'control', ...control }))
  }
}
