import type { Dial } from '@magpie-im/phone'
import { WebSocket } from 'ws'
import type { Ports } from '../real/server-process.ts'
import { dialTcp } from '../real/tcp-line.ts'

const webSocketEvery = 3

/** Every third connection is a WebSocket, the others are plain TCP. */
export function dialMixed({ omtp, http }: Ports): Dial {
  const tcp = dialTcp(omtp)
  const webSocket = dialWebSocket(http)
  let dialled = 0
  return (listener) => (dialled++ % webSocketEvery === 0 ? webSocket : tcp)(listener)
}

/** Lines that carry OMTP in WebSocket frames. */
function dialWebSocket(port: number): Dial {
  return (listener) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/omtp`, { perMessageDeflate: false })
    const early: Uint8Array[] = []
    let over = false
    // What ended it does not matter to a phone; 'close' follows.
    socket.on('error', () => undefined)
    socket.once('open', () => {
      for (const bytes of early.splice(0)) socket.send(bytes)
    })
    socket.on('message', (bytes) => {
      if (!over && Buffer.isBuffer(bytes)) listener.received(bytes)
    })
    socket.once('close', () => {
      if (!over) listener.ended()
    })
    return {
      write: (bytes) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
        else if (socket.readyState === WebSocket.CONNECTING) early.push(bytes)
      },
      pause: () => {
        if (socket.readyState === WebSocket.OPEN) socket.pause()
      },
      resume: () => {
        socket.resume()
      },
      cut: () => {
        over = true
        socket.terminate()
      },
    }
  }
}
