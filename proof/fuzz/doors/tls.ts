import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { duplexPair, Transform } from 'node:stream'
import { connect as connectSecurely } from 'node:tls'
import { Corpus } from '../corpus.ts'
import { Mutator } from '../mutator.ts'
import { certificate } from './certificate.ts'
import { pieces } from './pieces.ts'
import { Sessions } from './sessions.ts'
import type { Attack, Attempt } from './try-door.ts'

const atOnce = 8
const patienceMs = 10_000
/** For an answer that may never come, since what it is to answer was spoilt. */
const spoiltMs = 100
/** A handshake has about 500 bytes; what is behind them belongs to records of the session. */
const furthestSpoilt = 2_000

/** What a client says first. */
async function clientHello(): Promise<Buffer> {
  const [near, far] = duplexPair()
  const secure = connectSecurely({ socket: near, servername: 'localhost' }).on('error', () => undefined)
  const [hello] = await once(far, 'data')
  secure.destroy()
  return hello
}

/** Turns one bit of a stream. */
function spoiler(at: number, bit: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const bytes = Buffer.from(chunk)
      if (at >= seen && at < seen + bytes.length) bytes[at - seen] = (bytes[at - seen] ?? 0) ^ (1 << bit)
      seen += bytes.length
      done(null, bytes)
    },
  })
}

/** Whoever has said all must be hung up on. */
async function endOf(socket: Socket, { tell }: Attempt, after: string): Promise<void> {
  socket.end()
  socket.resume()
  if (!socket.closed) {
    const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)))
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false).unref())
    if (!(await Promise.race([closed, late]))) tell(`a connection does not end after ${after}`)
  }
  socket.destroy()
}

function dial({ house, random }: Attempt): Socket {
  const { omtp, http } = house.ports
  return connect({ host: '127.0.0.1', port: random.oneIn(3) ? http : omtp, noDelay: true }).on('error', () => undefined)
}

async function withoutHandshake(attempt: Attempt, bytes: Buffer): Promise<void> {
  const socket = dial(attempt)
  for (const piece of pieces(bytes, attempt.random)) {
    socket.write(piece)
    if (attempt.random.oneIn(2)) await new Promise((resolve) => setImmediate(resolve))
  }
  await endOf(socket, attempt, bytes.subarray(0, 64).toString('hex'))
}

/** A session of which the bit after some bytes is another: in the handshake, or behind it. */
async function spoilt(attempt: Attempt, bytes: Buffer): Promise<void> {
  const at = attempt.random.below(furthestSpoilt)
  const socket = dial(attempt)
  const [near, far] = duplexPair()
  far.pipe(spoiler(at, attempt.random.below(8))).pipe(socket, { end: false })
  socket.pipe(far)
  const secure = connectSecurely({ socket: near, servername: 'localhost', ca: certificate }).on('error', () => undefined)
  secure.resume().end(bytes)
  const settled = Promise.withResolvers<void>()
  setTimeout(settled.resolve, spoiltMs)
  socket.once('close', settled.resolve)
  await settled.promise
  await endOf(socket, attempt, `a bit of byte ${at} was turned`)
  secure.destroy()
}

/** What is no TLS, handshakes that are spoilt, and sessions whose records are. */
export const tls: Attack = async (attempt, goesOn) => {
  const { random, house } = attempt
  const sessions = new Sessions(random, (user) => house.token(user))
  const hello = await clientHello()
  const mutator = new Mutator({ random, corpus: new Corpus(random, [hello]), longest: 4_096, words: [Buffer.from('0303', 'hex')] })
  let tried = 0
  const one = async () => {
    while (goesOn()) {
      tried++
      const session = Buffer.concat(sessions.next().frames)
      if (random.oneIn(2)) await spoilt(attempt, session)
      else await withoutHandshake(attempt, random.oneIn(4) ? session : Buffer.from(mutator.next()))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return tried
}
