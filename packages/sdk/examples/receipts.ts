import type { Receipt } from '@magpie-im/sdk'
import { next, people, shows } from './people.ts'

const { ann, ben, close } = await people()
const timeline = ann.timeline(`user:${ben.user}`)
const heard = next(ben, 'message')
const receipt: Promise<Receipt> = next(ann, 'receipt')
ann.send(`user:${ben.user}`, 'Lunch?')

await shows(timeline, ({ entries }) => entries[0]?.outgoing === 'delivered')
console.log((await receipt).user, timeline.entries[0]?.outgoing)
await ben.markRead(`user:${ann.user}`, (await heard).message)
await shows(timeline, ({ entries }) => entries[0]?.outgoing === 'read')
console.log((await receipt).user, timeline.entries[0]?.outgoing)

const { items } = await ann.receipts(`user:${ben.user}`, (await heard).message, { limit: 10 })
for (const { user, delivered, read } of items) console.log(user, { delivered, read })
await close()

// ben delivered
// ben read
// ben { delivered: true, read: true }
