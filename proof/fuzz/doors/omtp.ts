import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { Listener } from './listener.ts'
import { pieces } from './pieces.ts'
import { type Session, Sessions } from './sessions.ts'
import type { Attack, Attempt } from './try-door.ts'

const atOnce = 8
/** For the answer to the last of a session's requests, on a busy machine. */
const answerMs = 10_000
/** For the end of a session whose bytes do not say where they end. */
const brokenMs = 50

/** Waits until one of them is so, at most so long. */
export async function until(so: () => boolean, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    if (so()) return true
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return so()
}

async function overTcp({ frames, whole }: Session, { house, random, tell }: Attempt): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port: house.ports.omtp, noDelay: true })
  const listener = new Listener(tell)
  socket.on('data', (chunk) => listener.hear(chunk)).on('error', () => socket.destroy())
  for (const piece of pieces(Buffer.concat(frames), random)) {
    if (socket.destroyed) break
    socket.write(piece)
    if (random.oneIn(2)) await new Promise((resolve) => setImmediate(resolve))
  }
  const settled = await until(() => listener.done || socket.destroyed || socket.readableEnded, whole ? answerMs : brokenMs)
  if (whole && !settled) tell('a connection is open, and its last request is not answered')
  if (random.oneIn(2)) socket.destroy()
  else socket.end(() => socket.destroy())
}

async function overWebSocket({ frames, whole }: Session, { house, random, tell }: Attempt): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${house.ports.http}/omtp`)
  const listener = new Listener(tell)
  socket.on('message', (data: Buffer) => listener.hear(data)).on('error', () => socket.terminate())
  await Promise.race([once(socket, 'open'), once(socket, 'close')])
  const isOpen = () => socket.readyState === WebSocket.OPEN
  for (const frame of frames) {
    if (!isOpen()) break
    if (random.oneIn(40)) socket.ping(frame.subarray(0, 100))
    if (random.oneIn(200)) socket.send(frame.toString('latin1'))
    else if (random.oneIn(4) && frame.length > 1) {
      socket.send(frame.subarray(0, 1), { binary: true, fin: false })
      socket.send(frame.subarray(1), { binary: true, fin: true })
    } else socket.send(frame)
  }
  const settled = await until(() => listener.done || !isOpen(), whole ? answerMs : brokenMs)
  if (whole && !settled) tell('a WebSocket is open, and its last request is not answered')
  socket.terminate()
}

/** Both transports, many at once; gives the packets that were sent. */
export const omtp: Attack = async (attempt, goesOn) => {
  const sessions = new Sessions(attempt.random, (user) => attempt.house.token(user))
  let sent = 0
  const one = async () => {
    while (goesOn()) {
      const session = sessions.next()
      sent += session.frames.length
      await (attempt.random.oneIn(3) ? overWebSocket : overTcp)(session, attempt)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return sent
}
