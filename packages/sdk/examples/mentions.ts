import { next, people, shows } from './people.ts'

const { ann, ben, close } = await people()
const list = ben.conversationList()
const { group } = await ann.request('createGroup', { name: 'Hikers', members: [ben.user] })
const heard = next(ben, 'message')
const sent = await ann.send(`group:${group}`, { body: `@${ben.user} are you coming?`, mentions: { users: [ben.user] } }).settled
const { message } = await heard
console.log(sent.state, message.body)
if (message.mentions?.users.includes(ben.user)) console.log('that is about', ben.user)

const isMentioned = () => list.items.some(({ mentioned }) => mentioned?.seq === message.seq)
await shows(list, isMentioned)
await ben.markRead(`group:${group}`, message)
await shows(list, () => !isMentioned())
console.log('and read')
await close()

// sent @ben are you coming?
// that is about ben
// and read
