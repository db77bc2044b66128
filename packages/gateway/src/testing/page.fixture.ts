import type { MessageIndex } from '@magpie-im/model'
import {
  AnnotateMessage,
  AnswerFriendRequest,
  BlockUser,
  ChangeMember,
  ConversationNames,
  ForwardMessages,
  ListMembers,
  ListReceipts,
  ManageTokens,
  MarkDelivered,
  MessageLimits,
  RemoveConversation,
  SearchMessages,
  TellReceipts,
  TellTyping,
  Turns,
} from '@magpie-im/services'
import {
  type JsonCommandName,
  type JsonEvent,
  type JsonEventName,
  type JsonReply,
  type JsonRequest,
  jsonCommands,
  jsonEvents,
} from '@magpie-im/wire'
import type { Connection } from '../connection.ts'
import { json } from '../protocols/json/protocol.ts'
import type { JsonPorts } from '../protocols/json/routes/index.ts'
import type { House } from './house.fixture.ts'
import { FakeSocket } from './socket.fixture.ts'

type Frame = Readonly<Record<string, unknown>>
type Asked<N extends JsonCommandName> = Omit<JsonRequest<N>, 'id' | 'type'>

const doors = new WeakMap<House, ReturnType<typeof json>>()

/** The JSON door of a house. */
export function jsonDoorOf(house: House): ReturnType<typeof json> {
  const known = doors.get(house)
  if (known !== undefined) return known
  const door = json(portsOf(house))
  doors.set(house, door)
  return door
}

/** What is found is the index's own matter. */
const emptyIndex: MessageIndex = { canSeek: (text) => text !== '', matches: () => true, find: async () => [] }

function portsOf({
  watchPresence,
  ports,
  fileAccess,
  annotations,
  unreadMentions,
  state,
  journal,
  tokens,
  clock,
  registry: deliveries,
}: House): JsonPorts {
  const { accounts, groups, blocks, stamps } = state
  const receipts = new TellReceipts({ ...state, journal, deliveries })
  const ofReceipts = { journal, history: ports.history, receipts }
  const ofGroups = { journal, accounts, groups, deliveries, groupsPerUser: 5000, largestGroup: 10_000 }
  return {
    ...ports,
    fileAccess,
    manageTokens: new ManageTokens({ journal, tokens, revocations: state.tokenRevocations, deliveries, clock }),
    heartbeatSeconds: 25,
    annotations,
    unreadMentions,
    annotateMessage: new AnnotateMessage({
      ...{ ...state, journal, deliveries, clock, annotations, history: ports.history, turns: new Turns() },
      limits: new MessageLimits(clock, { perUser: 1000, perGroup: 1000 }),
    }),
    forwardMessages: new ForwardMessages({ history: ports.history, fileAccess, send: ports.send }),
    names: new ConversationNames(state),
    answerFriendRequest: new AnswerFriendRequest({ ...state, journal, deliveries, mostFriends: 5000 }),
    blockUser: new BlockUser({ journal, accounts, blocks }),
    removeConversation: new RemoveConversation({ journal, stamps, deliveries }),
    receipts,
    markDelivered: new MarkDelivered({ ...ofReceipts, stamps }),
    listReceipts: new ListReceipts({ ...ofReceipts, groups, clock: ports.clock }),
    watchPresence,
    tellTyping: new TellTyping({ ...state, deliveries, clock: ports.clock, chatPolicy: 'friends' }),
    listMembers: new ListMembers(ofGroups),
    changeMember: new ChangeMember(ofGroups),
    searchMessages: new SearchMessages({ index: emptyIndex, history: ports.history, groups, threadOf: (id) => state.thread(id) }),
  }
}

/** A JSON client: asks, and takes what arrives one by one. Whatever arrives must be as the tables say. */
export class Page {
  readonly socket = new FakeSocket()
  readonly connection: Connection
  readonly #arrived: Frame[] = []
  #read = 0
  #lastId = 0

  constructor(house: House) {
    const connection = house.gateway.accept(this.socket, jsonDoorOf(house))
    if (connection === undefined) throw new Error('the gateway takes no connection')
    this.connection = connection
  }

  /** Signed in and synced, at a device of its own. */
  static async online(house: House, user: string, device = `page of ${user}`): Promise<Page> {
    const page = new Page(house)
    await page.ask('signIn', { user, token: await house.tokenOf(user), device: { id: device, type: 'web' } })
    await page.ask('listConversations', {})
    return page
  }

  /** Any text as a frame. */
  write(text: string): void {
    this.connection.receive(Buffer.from(text))
  }

  send<N extends JsonCommandName>(type: N, request: Asked<N>): number {
    this.#lastId++
    this.write(JSON.stringify({ id: this.#lastId, type, ...request }))
    return this.#lastId
  }

  /** What it is answered; rejects with the name of the error. */
  async ask<N extends JsonCommandName>(type: N, request: Asked<N>): Promise<JsonReply<N>> {
    const id = this.send(type, request)
    const { ok, error, ...rest } = await this.next()
    if (rest['id'] !== id) throw new Error(`expected the reply to ${type}, got ${JSON.stringify(rest)}`)
    if (error !== undefined) throw new Error((error as { code: string }).code) // as: what a refusal holds
    return jsonCommands[type].reply.parse(ok) as JsonReply<N> // as: the schema of this name has read it
  }

  /** The name of the error by which it is refused. */
  async refused<N extends JsonCommandName>(type: N, request: Asked<N>): Promise<string> {
    return this.ask(type, request).then(
      () => 'done',
      (error: Error) => error.message,
    )
  }

  /** The next frame, whatever it is. */
  async next(): Promise<Frame> {
    for (;;) {
      this.#take()
      const first = this.#arrived.shift()
      if (first !== undefined) return first
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async expect<N extends JsonEventName>(name: N): Promise<JsonEvent<N>> {
    return jsonEvents[name].frame.parse(await this.next()) as JsonEvent<N> // as: the schema of this name has read it
  }

  /** Nothing comes before the answer to a ping. */
  async expectNothing(): Promise<void> {
    await this.ask('ping', {})
  }

  #take(): void {
    const fresh = this.socket.writes.slice(this.#read)
    this.#read += fresh.length
    for (const bytes of fresh) this.#arrived.push(...textsIn(bytes).map((text) => JSON.parse(text)))
  }
}

/** The texts of whole WebSocket messages, unmasked as a server writes them. */
export function textsIn(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x81) throw new Error('this is no whole text message')
    const short = bytes[at + 1] ?? 0
    const header = short < 126 ? 2 : short === 126 ? 4 : 10
    const length = header === 2 ? short : header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    texts.push(bytes.toString('utf8', at + header, at + header + length))
    at += header + length
  }
  return texts
}
