import type { ForwardOptions } from '@magpie-im/sdk'
import { next, people, shows } from './people.ts'

const { ann, ben, close } = await people()
const { group } = await ann.request('createGroup', { name: 'Hikers', members: [ben.user] })
const [fromBen, toGroup] = [`user:${ben.user}`, `group:${group}`]
const heard = next(ann, 'message')
ben.send(`user:${ann.user}`, 'The hut is open')
const { message } = await heard

const timeline = ann.timeline(toGroup)
// Under an id of one's own it may be tried again, and is copied once.
const once: ForwardOptions = { clientMessageId: 'the hut' }
const [first] = await ann.forward(fromBen, [message], toGroup, once)
const [again] = await ann.forward(fromBen, [message], toGroup, once)
console.log(first?.seq === again?.seq)
await ann.forward(fromBen, [message], toGroup, { merged: true })
await shows(timeline, ({ entries }) => entries.length === 2)
const [copy, merged] = timeline.entries
console.log(copy?.from, 'forwards what', copy?.forwarded?.from, 'wrote:', copy?.body)
for (const { from, body } of JSON.parse(merged?.body ?? '').items) console.log(merged?.kind, from, body)
await close()

// true
// ann forwards what ben wrote: The hut is open
// merged ben The hut is open
