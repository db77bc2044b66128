import { connect, memoryStore, type Socket, type Transport, webSocketTransport } from '@magpie-im/sdk'
import { next, people, place } from './people.ts'

const { ann, ben, close } = await people()
const write = (text: string) => ann.send(`user:${ben.user}`, text).settled

// A network that can be cut.
const sockets = webSocketTransport()
let socket: Socket | undefined
const transport: Transport = {
  open: (url, listener) => {
    socket = sockets.open(url, listener)
    return socket
  },
}
const store = memoryStore()
const device = { id: 'phone', type: 'ios' } as const
const open = () => {
  const phone = connect({ url: place.url, user: place.ben, token: place.bensToken, device, store, transport })
  phone.on('message', ({ message }) => console.log(message.body))
  phone.on('messageControlled', ({ action, seq }) => console.log(action, seq))
  return phone
}
const phone = open()
await next(phone, 'synced')
const one = next(phone, 'message')
await write('one')
await one

const back = next(phone, 'state').then(() => next(phone, 'synced'))
socket?.close()
const told = next(phone, 'message')
const two = await write('two')
await Promise.all([back, told])
await phone.close()
console.log('closed')

await write('three')
if (two.sending.state === 'sent') await ann.revoke(`user:${ben.user}`, two.sending)
const again = open()
await next(again, 'synced')
await Promise.all([again.close(), close()])

// one
// two
// closed
// three
// revoke 2
