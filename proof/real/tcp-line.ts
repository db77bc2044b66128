import { connect } from 'node:net'
import type { Dial } from '@magpie-im/phone'

/** Lines over real sockets to a port of this machine. */
export function dialTcp(port: number): Dial {
  return (listener) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let over = false
    // What ended it does not matter to a phone; 'close' follows.
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      if (!over) listener.received(bytes)
    })
    socket.once('close', () => {
      if (!over) listener.ended()
    })
    return {
      write: (bytes) => {
        socket.write(bytes)
      },
      pause: () => {
        socket.pause()
      },
      resume: () => {
        socket.resume()
      },
      cut: () => {
        over = true
        socket.destroy()
      },
    }
  }
}
