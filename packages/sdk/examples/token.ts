import { createHmac } from 'node:crypto'
import { connect, type Socket, type Token, type Transport, webSocketTransport } from '@magpie-im/sdk'
import { next, place } from './people.ts'

const seconds = 4
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What a backend gives a user of its product. */
function sign(user: string): string {
  const now = Math.floor(Date.now() / 1000)
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now, exp: now + seconds })}`
  return `${signed}.${createHmac('sha256', Buffer.from(place.secret, 'base64url')).update(signed).digest('base64url')}`
}

/** In an application it is fetched from there. It is asked for when there is none, and when one that was good is refused. */
const token: Token = async () => {
  console.log('asked for a token')
  return sign(place.ann)
}
const sockets = webSocketTransport()
let socket: Socket | undefined
const transport: Transport = {
  open: (url, listener) => {
    socket = sockets.open(url, listener)
    return socket
  },
}
const device = { id: 'laptop', type: 'web' } as const
const ann = connect({ url: place.url, user: place.ann, token, device, transport })
const ben = connect({ url: place.url, user: place.ben, token: place.bensToken, device })
ann.on('state', ({ name }) => console.log(name))
await Promise.all([next(ann, 'synced'), next(ben, 'synced')])
await ann.request('addFriend', { friend: place.ben })

// Who is signed in stays so, although the token is not good any more. Who comes back is refused with it, and needs another one.
await new Promise((resolve) => setTimeout(resolve, (seconds + 1) * 1000))
const heard = next(ann, 'message')
socket?.close()
await ben.send(`user:${place.ann}`, 'Are you there?').settled
console.log('heard:', (await heard).message.body)
await Promise.all([ann.close(), ben.close()])

const forger = connect({ url: place.url, user: place.ann, token: async () => 'forged', device })
forger.on('state', (state) => state.name === 'closed' && console.log(state.name, state.error?.code))
await next(forger, 'state').then(() => next(forger, 'state'))

// connecting
// asked for a token
// signedIn
// offline
// connecting
// connecting
// asked for a token
// signedIn
// heard: Are you there?
// closed
// closed WrongCredentials
