import type { Message } from '@magpie-im/sdk'
import { people } from './people.ts'

const { ann, ben, close } = await people()
const conversation = `user:${ben.user}`
for (const word of ['one', 'two', 'three', 'four', 'five']) await ann.send(conversation, word).settled

const show = (messages: readonly Message[]) => console.log(messages.map(({ body }) => body).join(' '))
const newest = await ann.history(conversation, { limit: 2 })
show(newest.items)
const older = await ann.history(conversation, { before: newest.items[0]?.seq ?? 0, limit: 2 })
show(older.items)
console.log(older.more ? 'and there is more' : 'that was all')
show((await ann.history(conversation, { after: 4 })).items)
await close()

// four five
// two three
// and there is more
// five
