import {
  type Clock,
  connect,
  type Http,
  type Socket,
  type SocketListener,
  type Store,
  type Timer,
  type Transport,
  webSocketTransport,
} from '@magpie-im/sdk'
import { next, place } from './people.ts'

// What a client uses of its surroundings can be brought along, where there is no WebSocket, no fetch or no timers, or to look at what is said.
const sockets = webSocketTransport()
const frames: string[] = []
let answers = 0
const transport: Transport = {
  open: (url: string, listener: SocketListener): Socket => {
    const socket = sockets.open(url, {
      opened: () => listener.opened(),
      received: (text) => {
        answers += 1
        listener.received(text)
      },
      closed: () => listener.closed(),
    })
    const send = (text: string) => {
      frames.push(JSON.parse(text).type)
      socket.send(text)
    }
    return { send, close: () => socket.close() }
  },
}
const clock: Clock = {
  now: () => Date.now(),
  after: (ms, run): Timer => {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}
const http: Http = (url, { body, signal, ...request }) =>
  fetch(url, { ...request, ...(typeof body === 'string' && { body }), ...(signal instanceof AbortSignal && { signal }) })
const kept = new Map<string, string>()
const store: Store = {
  load: async () => new Map(kept),
  write: async (_, changes) => {
    for (const [key, value] of changes) {
      if (value === undefined) kept.delete(key)
      else kept.set(key, value)
    }
  },
}

const device = { id: 'laptop', type: 'web' } as const
const client = connect({
  ...{ url: place.url, user: place.ann, token: place.annsToken, device },
  ...{ transport, clock, http, store },
  chance: () => Math.random(),
})
await next(client, 'synced')
console.log(frames.join(', '), answers)
await client.fileLink('none').catch(({ code }) => console.log(code))
await client.close()
console.log([...kept.keys()].sort().join(', '))

// signIn, listConversations, syncPriority 3
// NotFound
// controls, cursor
