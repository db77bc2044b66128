import { connect, type Socket } from 'node:net'
import { Corpus } from '../corpus.ts'
import { Mutator } from '../mutator.ts'
import type { Random } from '../random.ts'
import { pieces } from './pieces.ts'

/** What came back on a connection. */
export interface Heard {
  readonly answers: readonly { readonly status: number; readonly text: string }[]
  /** What is behind the last whole answer. */
  readonly rest: string
}

interface Asking {
  readonly bytes: Buffer
  /** Its length is said in two ways: whatever hides behind one of them must not be heard. */
  readonly twoLengths: boolean
}

const patienceMs = 10_000
const hidden = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'
const alive = '"alive"'
const post = 'POST /api/v1/users HTTP/1.1\r\nHost: a\r\n'

/** What a WebSocket that cannot be is answered, which belongs to no operation. */
const refusedWebSocket = /^(?:Missing or invalid|Invalid) (?:Sec-WebSocket-|Upgrade|HTTP method)/

/** Each says twice how long its body is, differently. */
const twoLengths = [
  `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  `Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`,
  `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`,
  `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
  `Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n${hidden}`,
  `Content-Length: +0\r\n\r\n${hidden}`,
  `Content-Length : 0\r\n\r\n${hidden}`,
  `Content-Length: 0x0\r\n\r\n${hidden}`,
].map((rest) => `${post}${rest}`)

const seeds = [
  hidden,
  hidden.repeat(5),
  `${post}Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{"id":"mal"}${hidden}`,
  `${post}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\n{"id"\r\n7\r\n:"mal"}\r\n0\r\nx: y\r\n\r\n${hidden}`,
  `${post}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://a/healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  'GET /omtp HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(2_500)}\r\n`,
  `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: a\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`,
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
].map((text) => Buffer.from(text, 'latin1'))

const words = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  'HTTP/1.1',
  'HTTP/9.9',
  'Content-Length: 3\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'Expect: x\r\n',
  'ffffffff\r\n',
  ...['GET ', 'POST ', '/healthz', '%zz', '..'],
].map((text) => Buffer.from(text))

/** Bytes that are nearly HTTP, pipelined, and in any pieces. */
export class BrokenHttp {
  readonly #port: number
  readonly #random: Random
  readonly #mutator: Mutator

  constructor(port: number, random: Random) {
    this.#port = port
    this.#random = random
    this.#mutator = new Mutator({ random, corpus: new Corpus(random, seeds), longest: 20_480, words })
  }

  /** Says them on a connection of their own; gives what is wrong with what came back. */
  async try(wrongIn: (status: number, text: string) => string | undefined): Promise<string | undefined> {
    const { bytes, twoLengths } = this.#next()
    const heard = await this.#say(bytes)
    const shown = () => `after ${JSON.stringify(bytes.subarray(0, 300).toString('latin1'))}`
    if (heard === undefined) return `a connection does not end ${shown()}`
    if (heard.rest !== '') return `what is no answer came ${shown()}: ${heard.rest.slice(0, 300)}`
    for (const { status, text } of heard.answers) {
      const wrong = refusedWebSocket.test(text) ? undefined : wrongIn(status, text)
      if (wrong !== undefined) return `${wrong} ${shown()}`
      if (twoLengths && text.includes(alive)) return `a hidden request was answered ${shown()}`
    }
    return undefined
  }

  #next(): Asking {
    if (this.#random.oneIn(8)) return { bytes: Buffer.from(this.#random.pick(twoLengths)), twoLengths: true }
    return { bytes: Buffer.from(this.#mutator.next()), twoLengths: false }
  }

  /** Undefined: the other side does not hang up, though nothing more is to come. */
  async #say(bytes: Buffer): Promise<Heard | undefined> {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true })
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    const closed = new Promise<'closed' | 'reset'>((resolve) => {
      socket.on('error', () => resolve('reset')).on('close', () => resolve('closed'))
    })
    await this.#write(socket, bytes)
    const ended = await Promise.race([closed, new Promise<'open'>((resolve) => setTimeout(resolve, patienceMs, 'open').unref())])
    socket.destroy()
    if (ended === 'open') return undefined
    const heard = answersIn(Buffer.concat(chunks).toString('latin1'))
    // Who goes on sending to one that hung up may lose what it said last.
    return ended === 'reset' ? { ...heard, rest: '' } : heard
  }

  async #write(socket: Socket, bytes: Buffer): Promise<void> {
    for (const piece of pieces(bytes, this.#random)) {
      if (socket.destroyed) return
      socket.write(piece)
      if (this.#random.oneIn(2)) await new Promise((resolve) => setImmediate(resolve))
    }
    socket.end()
  }
}

/** Every answer of this server says how long its body is. */
export function answersIn(stream: string): Heard {
  const answers: { status: number; text: string }[] = []
  const head = /HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/y
  let at = 0
  for (let found = head.exec(stream); found !== null; found = head.exec(stream)) {
    const [, code, headers = ''] = found
    const status = Number(code)
    const length = status < 200 || status === 204 ? 0 : Number(/^content-length: (\d+)\r$/im.exec(headers)?.[1])
    if (!(head.lastIndex + length <= stream.length)) break
    answers.push({ status, text: stream.slice(head.lastIndex, head.lastIndex + length) })
    at = head.lastIndex + length
    head.lastIndex = at
  }
  return { answers: answers.filter(({ status }) => status >= 200), rest: stream.slice(at) }
}
