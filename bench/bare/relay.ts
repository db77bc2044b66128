import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  decodePack,
  decodePayload,
  defaultLoginResp,
  encodeFramed,
  Framing,
  GroupChatCreateReq,
  LoginReq,
  MsgAck,
  type OTIMPack,
  packets,
  replyHeader,
} from '@magpie-im/wire'

/**
 * The yardstick: what Node can do at most with these frames on this machine. It reads frames, acknowledges and forwards
 * them with one write per connection and tick; it stores, checks and numbers nothing. User `u<2n>` and `u<2n+1>` are a pair;
 * what the founder of a group writes to a group goes to all whom he named when he founded it. Frozen: docs/adr/0015.
 */

const single = packets.MSG_SINGLE_CHAT.type
const group = packets.MSG_GROUP_CHAT.type
const fine = { code: 0, desc: '' }
const replies = new Map<number, (pack: OTIMPack) => Buffer>([
  [packets.LOGIN.type, ({ header }) => reply(header, packets.LOGIN, { ...defaultLoginResp(), clientId: 'u' })],
  [packets.HOTSESSION_SYNC.type, ({ header }) => reply(header, packets.HOTSESSION_SYNC, { errorCode: fine, timestamp: 0, sessions: [] })],
  [packets.FRIEND_ADD.type, ({ header }) => reply(header, packets.FRIEND_ADD, fine)],
  [packets.GROUPCHAT_CREATE.type, ({ header }) => reply(header, packets.GROUPCHAT_CREATE, { errorCode: fine, groupId: 'g' })],
])

/** Of the shape and size of a real one; only the ten digits of the packId change. */
const [singleAck, groupAck] = [single, group].map((type) =>
  encodeFramed({ type, version: 1, flags: 1, packId: '1000000000' }, MsgAck, {
    errorCode: fine,
    sessionId: 'LP_G1_u0_u1',
    seqId: 1_700_000_000_123_456,
    timestamp: 1_700_000_000_123,
  }),
) as [Buffer, Buffer] // as: two types, two acks
const idInMessage = { start: 8, end: 18 }
const idInAck = 13

const links = new Map<string, Link>()
/** Whom the founder of a group named. */
const members = new Map<string, readonly string[]>()
let waiting: Link[] = []

class Link {
  readonly #socket: Socket
  readonly #framing = new Framing()
  #user = ''
  #peer = ''
  #members: readonly Link[] | undefined
  #frames: Buffer[] = []

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const body of this.#framing.push(chunk)) this.#take(body)
    })
  }

  #take(body: Buffer): void {
    const type = body[2]
    if (type !== single && type !== group) {
      this.#answer(decodePack(body))
      return
    }
    const ack = type === single ? singleAck : groupAck
    const own = Buffer.allocUnsafe(ack.length)
    ack.copy(own)
    body.copy(own, idInAck, idInMessage.start, idInMessage.end)
    this.write(own)
    const frame = Buffer.from(body.buffer, body.byteOffset - 4, body.length + 4)
    if (type === single) links.get(this.#peer)?.write(frame)
    else for (const member of this.#audience()) member.write(frame)
  }

  /** Found once, when everybody has signed in. */
  #audience(): readonly Link[] {
    this.#members ??= (members.get(this.#user) ?? []).flatMap((member) => links.get(member) ?? [])
    return this.#members
  }

  #answer(pack: OTIMPack): void {
    if (pack.header.type === packets.LOGIN.type) this.#signIn(decodePayload(LoginReq, pack.payload).clientId)
    if (pack.header.type === packets.GROUPCHAT_CREATE.type) {
      members.set(this.#user, decodePayload(GroupChatCreateReq, pack.payload).memberIds)
    }
    const answer = replies.get(pack.header.type)?.(pack)
    if (answer !== undefined) this.write(answer)
  }

  #signIn(user: string): void {
    links.set(user, this)
    this.#user = user
    this.#peer = `u${Number(user.slice(1)) ^ 1}`
  }

  write(frame: Buffer): void {
    if (this.#frames.length === 0) schedule(this)
    this.#frames.push(frame)
  }

  flush(): void {
    const [first] = this.#frames
    if (first !== undefined) this.#socket.write(this.#frames.length === 1 ? first : Buffer.concat(this.#frames))
    this.#frames = []
  }
}

function schedule(link: Link): void {
  if (waiting.length === 0) setImmediate(flushAll)
  waiting.push(link)
}

function flushAll(): void {
  const links = waiting
  waiting = []
  for (const link of links) link.flush()
}

function reply<Reply>(
  header: OTIMPack['header'],
  row: { readonly reply: Parameters<typeof encodeFramed<Reply>>[1] | undefined },
  value: Reply,
): Buffer {
  if (row.reply === undefined) throw new Error('a packet without a reply')
  return encodeFramed(replyHeader(header), row.reply, value)
}

process.once('disconnect', () => process.exit())
const server = createServer((socket) => new Link(socket)).listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port }) // as: it listens on TCP
