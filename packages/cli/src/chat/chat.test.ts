import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { type Clock, parseUserId } from '@magpie-im/model'
import {
  type CommonErrorCode,
  decodePack,
  decodePayload,
  defaultLoginResp,
  encodeFramed,
  encodeStruct,
  Framing,
  type HotSessionItem,
  MsgReq,
  type OTIMHeader,
  type OTIMPack,
  type Packet,
  packets,
  replyHeader,
} from '@magpie-im/wire'
import { expect, it, vi } from 'vitest'
import { runChat } from './run.ts'

type Answer = (request: never, header: OTIMHeader, socket: Socket) => unknown

const fine: CommonErrorCode = { code: 0, desc: '' }
const noon = new Date(2026, 0, 2, 12, 1).getTime()

function message(seqId: number, [from, to]: readonly [string, string], content: string): OTIMPack {
  const request = { sessionId: 'LP_G1_ann_ben', seqId, timestamp: noon, from, to, contentType: 1, content, status: 0 }
  const payload = encodeStruct(MsgReq, { ...request, pushInfo: { title: '', summary: '', url: '' } })
  return { header: { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 0, packId: `p${seqId}` }, payload }
}

const fromBen = (seqId: number, content: string) => message(seqId, ['ben', 'ann'], content)

/** A server that answers as it is told to, and remembers what it was asked. */
class FakeServer implements AsyncDisposable {
  readonly asked: { readonly name: string; readonly request: object; readonly header: OTIMHeader }[] = []
  readonly sockets: Socket[] = []
  history: OTIMPack[] = []
  sessions: HotSessionItem[] = []
  #answers = new Map<string, Answer>()
  #lastSeqId = 100
  readonly #server: Server = createServer((socket) => this.#accept(socket))

  constructor() {
    this.answer('LOGIN', () => ({ ...defaultLoginResp(), errorCode: fine, clientId: 'ann' }))
    this.answer('LOGOUT', () => undefined)
    this.answer('PING', (bytes) => bytes)
    this.answer('HOTSESSION_SYNC', () => ({ errorCode: fine, timestamp: 7, sessions: this.sessions }))
    this.answer('HISTORY_MSG_PULL', () => ({ errorCode: fine, sessionId: '', msgs: this.history.toReversed() }))
    this.answer('MSG_READ', () => fine)
    this.answer('FRIEND_ADD', () => fine)
    this.answer('FRIEND_SYNC', () => ({ errorCode: fine, friends: [{ userId: 'ann', friendId: 'ben', remark: '' }] }))
    this.answer('MSG_SINGLE_CHAT', () => ({ errorCode: fine, sessionId: 'LP_G1_ann_ben', seqId: ++this.#lastSeqId, timestamp: noon }))
  }

  /** `undefined` where the packet has a reply: none. */
  answer(name: keyof typeof packets, answer: Answer): void {
    this.#answers.set(name, answer)
  }

  push(pack: OTIMPack): void {
    const raw = { name: 'raw', encode: (writer: { append(bytes: Uint8Array): void }) => writer.append(pack.payload) }
    this.sockets.at(-1)?.write(encodeFramed(pack.header, raw as never, undefined)) // as: a codec that only encodes
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as { port: number }).port // as: it listens on TCP
  }

  times(name: keyof typeof packets): number {
    return this.asked.filter((one) => one.name === name).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(socket: Socket): void {
    this.sockets.push(socket)
    const framing = new Framing()
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const body of framing.push(chunk)) this.#take(decodePack(body), socket)
    })
  }

  #take({ header, payload }: OTIMPack, socket: Socket): void {
    const row = Object.values<Packet>(packets).find(({ type }) => type === header.type)
    if (row?.reply === undefined) throw new Error(`nobody answers ${header.type}`)
    const request = decodePayload(row.request, payload)
    this.asked.push({ name: row.name, request: request as object, header }) // as: every request here is a struct
    const value = this.#answers.get(row.name)?.(request as never, header, socket) // as: each answer knows its request
    if (value !== undefined || row.name === 'LOGOUT') socket.write(encodeFramed(replyHeader(header), row.reply, value))
  }
}

class FakeClock implements Clock {
  readonly timers: { readonly ms: number; readonly action: () => void }[] = []
  now = () => noon
  monotonic = () => 0

  after(ms: number, action: () => void) {
    const timer = { ms, action }
    this.timers.push(timer)
    return { cancel: () => void this.timers.splice(this.timers.indexOf(timer), this.timers.includes(timer) ? 1 : 0) }
  }

  /** Fires the timer that matches, as soon as there is one. */
  async fire(least: number, most: number): Promise<void> {
    const timer = await vi.waitUntil(() => this.timers.find(({ ms }) => ms >= least && ms <= most))
    this.timers.splice(this.timers.indexOf(timer), 1)
    timer.action()
  }
}

async function chatting(server: FakeServer, { to = 'ben' }: { to?: string | undefined } = {}) {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })]
  let printed = ''
  output.on('data', (text: string) => {
    printed += text
  })
  const clock = new FakeClock()
  const address = { host: '127.0.0.1', port: await server.listen() }
  const settings = { address, user: parseUserId('ann'), to: to === '' ? undefined : parseUserId(to), token: 'secret' }
  const code = runChat(settings, { input, output, clock, chance: () => 0.5 })
  return {
    clock,
    code,
    type: (line: string) => input.write(`${line}\n`),
    end: async () => {
      input.end()
      return await code
    },
    printed: () => printed,
    shows: (text: string) => vi.waitFor(() => expect(printed).toContain(text)),
  }
}

it('the history is shown and marked read, then what comes live', async () => {
  await using server = new FakeServer()
  server.history = [fromBen(1, 'one'), message(2, ['ann', 'ben'], 'two')]
  const chat = await chatting(server)
  await chat.shows('12:01 ben: one\n12:01 you: two\n')

  server.push(fromBen(3, 'three'))
  await chat.shows('12:01 ben: three\n')

  expect(await chat.end()).toBe(0)
  const marks = server.asked.filter(({ name }) => name === 'MSG_READ')
  expect(marks.map(({ request }) => request)).toMatchObject([{ sessionId: 'LP_G1_ann_ben', seqId: 2 }, { seqId: 3 }])
  expect(server.times('LOGOUT')).toBe(1)
})

it('what arrives while the history is on its way is shown once, after it', async () => {
  await using server = new FakeServer()
  server.answer('HISTORY_MSG_PULL', () => {
    server.push(fromBen(2, 'two'))
    server.push(fromBen(3, 'three'))
    return { errorCode: fine, sessionId: '', msgs: [fromBen(2, 'two'), fromBen(1, 'one')] }
  })
  const chat = await chatting(server)

  await chat.shows('12:01 ben: one\n12:01 ben: two\n12:01 ben: three\n')

  expect(await chat.end()).toBe(0)
})

it('all pages of the sync are read', async () => {
  await using server = new FakeServer()
  const item = (peer: string) => ({ sessionId: `LP_G1_ann_${peer}`, readSeqId: 0, unreadCount: 1, lastMsgs: [], attribute: '' })
  server.answer('HOTSESSION_SYNC', ({ timestamp }: { timestamp: number }) =>
    timestamp === 0
      ? { errorCode: { code: 25, desc: '' }, timestamp: 5, sessions: [item('ben')] }
      : { errorCode: fine, timestamp: 9, sessions: [item('cleo')] },
  )
  const chat = await chatting(server, { to: '' })

  expect(await chat.end()).toBe(0)
  expect(chat.printed()).toBe('  ben   1 unread  no messages yet\n  cleo  1 unread  no messages yet\n')
})

it('a message of another conversation says whose it is, and is not marked read', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server)
  await chat.shows('no messages with ben yet')

  server.push(message(5, ['cleo', 'ann'], 'psst'))
  await chat.shows('12:01 cleo → you: psst\n')

  expect(await chat.end()).toBe(0)
  expect(server.times('MSG_READ')).toBe(0)
})

it('a script sends every line and leaves when all are acknowledged', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server)
  for (let line = 1; line <= 200; line++) chat.type(`line ${line}`)

  expect(await chat.end()).toBe(0)

  expect(chat.printed().match(/^12:01 you: line \d+$/gmu)).toEqual(Array.from({ length: 200 }, (_, line) => `12:01 you: line ${line + 1}`))
})

it('a refused message is shown as such, and the script fails', async () => {
  await using server = new FakeServer()
  const refusal = { code: 50, desc: 'you are not friends' }
  server.answer('MSG_SINGLE_CHAT', () => ({ errorCode: refusal, sessionId: '', seqId: 0, timestamp: noon }))
  const chat = await chatting(server)
  chat.type('hello')

  expect(await chat.end()).toBe(1)

  expect(chat.printed()).toContain('not sent: hello (you are not friends)\n')
})

it('a line without anybody to send it to fails', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server, { to: '' })
  chat.type('hello')

  expect(await chat.end()).toBe(1)

  expect(chat.printed()).toContain('refused: say whom to write to first: /to NAME\n')
})

it('commands choose, befriend and list', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server, { to: '' })
  for (const line of ['/add ben', '/friends', '/to ben', 'hello', '/help']) chat.type(line)

  expect(await chat.end()).toBe(0)

  expect(chat.printed()).toMatch(/you and ben are friends.*friends: ben.*no messages with ben yet.*\/quit/su)
  const sent = server.asked.find(({ name }) => name === 'MSG_SINGLE_CHAT')
  expect(sent?.request).toMatchObject({ from: 'ann', to: 'ben', sessionId: 'LP_G1_ann_ben', content: 'hello', contentType: 1 })
})

it('a lost connection comes back, and what was not acknowledged is sent again under its id', async () => {
  await using server = new FakeServer()
  server.answer('MSG_SINGLE_CHAT', (_request, _header, socket) => void socket.destroy())
  const chat = await chatting(server)
  chat.type('hello')
  await chat.shows('trying again')
  server.history = [fromBen(50, 'missed you')]
  server.answer('MSG_SINGLE_CHAT', () => ({ errorCode: fine, sessionId: 'LP_G1_ann_ben', seqId: 60, timestamp: noon }))

  await chat.clock.fire(1000, 1000)
  await chat.shows('12:01 you: hello\n')

  expect(await chat.end()).toBe(0)
  expect(chat.printed()).toContain('connected again\n12:01 ben: missed you\n12:01 you: hello\n')
  const [first, second] = server.asked.filter(({ name }) => name === 'MSG_SINGLE_CHAT').map(({ header }) => header)
  expect(second).toEqual({ ...first, flags: 2 })
  const syncs = server.asked.filter(({ name }) => name === 'HOTSESSION_SYNC').map(({ request }) => request)
  expect(syncs).toEqual([{ timestamp: 0 }, { timestamp: 7 }])
})

it('a message that was stored before the connection broke is shown once', async () => {
  await using server = new FakeServer()
  server.answer('MSG_SINGLE_CHAT', (_request, _header, socket) => void socket.destroy())
  const chat = await chatting(server)
  chat.type('hello')
  await chat.shows('trying again')
  server.history = [message(60, ['ann', 'ben'], 'hello')]
  server.answer('MSG_SINGLE_CHAT', () => ({ errorCode: fine, sessionId: 'LP_G1_ann_ben', seqId: 60, timestamp: noon }))
  await chat.clock.fire(1000, 1000)

  await vi.waitFor(() => expect(server.times('MSG_SINGLE_CHAT')).toBe(2))

  expect(await chat.end()).toBe(0)
  expect(chat.printed().match(/you: hello/gu)).toHaveLength(1)
})

it('a script gives a lost server up and says what was not sent', async () => {
  await using server = new FakeServer()
  server.answer('MSG_SINGLE_CHAT', (_request, _header, socket) => void socket.destroy())
  const chat = await chatting(server)
  chat.type('hello')
  await chat.shows('trying again')
  server.answer('LOGIN', (_request, _header, socket) => void socket.destroy())

  for (const seconds of [1, 2, 4, 8, 16]) await chat.clock.fire(seconds * 1000, seconds * 1000)

  expect(await chat.code).toBe(1)
  expect(chat.printed()).toMatch(/not sent: hello \(the connection was lost\)\n\* the connection is lost: /u)
})

it('who is signed out by another terminal stays out', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server)
  await chat.shows('no messages with ben yet')

  server.push({ header: { type: packets.KICKOUT.type, version: 1, flags: 0, packId: '' }, payload: new Uint8Array() })
  server.sockets[0]?.end()

  expect(await chat.code).toBe(1)
  expect(chat.printed()).toContain('* the server signed this terminal out')
  expect(server.times('LOGIN')).toBe(1)
})

it('a server that stops answering is left', async () => {
  await using server = new FakeServer()
  const chat = await chatting(server)
  await chat.shows('no messages with ben yet')
  server.answer('PING', () => undefined)

  await chat.clock.fire(25_000, 25_000)
  await chat.clock.fire(25_000, 25_000)

  await chat.shows('not connected (the server does not answer); trying again')
  await chat.clock.fire(1000, 1000)
  await chat.shows('connected again')
  expect(await chat.end()).toBe(0)
})

it('a refused sign-in is one sentence', async () => {
  await using server = new FakeServer()
  server.answer('LOGIN', () => ({ ...defaultLoginResp(), errorCode: { code: 21, desc: 'unknown user or wrong password or token' } }))

  const chat = await chatting(server)

  await expect(chat.code).rejects.toThrow('unknown user or wrong password or token')
})

it('a server that is not ready yet is asked again', async () => {
  await using server = new FakeServer()
  server.answer('LOGIN', () => ({ ...defaultLoginResp(), errorCode: { code: 6, desc: 'come back' } }))
  const chat = await chatting(server)
  await chat.shows('not connected (come back); trying again')
  server.answer('LOGIN', () => ({ ...defaultLoginResp(), errorCode: fine, clientId: 'ann' }))

  await chat.clock.fire(1000, 1000)
  await chat.shows('no messages with ben yet')

  expect(await chat.end()).toBe(0)
})
