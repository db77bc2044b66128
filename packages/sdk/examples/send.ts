import type { Content, OutgoingMessage, Sending, Told } from '@magpie-im/sdk'
import { next, people } from './people.ts'

const { ann, ben, close } = await people()
ann.on('ack', ({ state }: OutgoingMessage) => console.log('ack:', state))
const tell = ({ conversation, message }: Told) => console.log(conversation, message.kind, message.body)

const first = next(ben, 'message')
const message = ann.send(`user:${ben.user}`, 'Lunch?')
console.log(message.state)
await message.settled
tell(await first)

const place: Content = { kind: 'location', body: '{"lon":13.4,"lat":52.5,"title":"The café"}' }
const second = next(ben, 'message')
const sending: Sending = (await ann.send(`user:${ben.user}`, place).settled).sending
console.log(sending.state === 'sent' && `number ${sending.seq} of the conversation`)
tell(await second)

const refused = await ann.send('user:a-stranger', 'Hello?').settled
console.log(refused.sending.state === 'failed' && refused.sending.error.code)
await close()

// sending
// ack: sent
// user:ann text Lunch?
// ack: sent
// number 2 of the conversation
// user:ann location {"lon":13.4,"lat":52.5,"title":"The café"}
// ack: failed
// NotFriends
