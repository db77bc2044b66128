import type { Timeline, TimelineEntry } from '@magpie-im/sdk'
import { people, shows } from './people.ts'

const { ann, ben, close } = await people()
const conversation = `user:${ben.user}`
for (let n = 1; n <= 60; n++) await ben.send(`user:${ann.user}`, `message ${n}`).settled

const timeline: Timeline = ann.timeline(conversation)
const show = (entries: readonly TimelineEntry[]) => console.log(entries[0]?.body, 'to', entries.at(-1)?.body)
await shows(timeline, ({ entries }) => entries.length === 50)
show(timeline.entries)
await timeline.loadOlder()
show(timeline.entries)
console.log(timeline.hasOlder ? 'and older ones' : 'that is the beginning')

await timeline.loadAround(20, 4)
show(timeline.entries)
await timeline.loadNewer(10)
show(timeline.entries)
await timeline.loadNewest(3)
show(timeline.entries)

ann.send(conversation, 'What is written here is there at once')
console.log(timeline.entries.at(-1)?.outgoing)
await shows(timeline, ({ entries }) => entries.at(-1)?.seq === 61)
console.log(timeline.entries.at(-1)?.outgoing)

await ann.send(conversation, { kind: 'text', body: '' }).settled
const failed = timeline.entries.at(-1)
console.log(failed?.outgoing, failed?.error?.code)
if (failed !== undefined) timeline.discard(failed.key)
console.log(timeline.entries.at(-1)?.body, timeline.hasNewer)
timeline.close()
await close()

// message 11 to message 60
// message 1 to message 60
// that is the beginning
// message 19 to message 22
// message 19 to message 32
// message 58 to message 60
// sending
// sent
// failed MessageTooShort
// What is written here is there at once false
