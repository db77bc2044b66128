import type { Control } from '@magpie-im/sdk'
import { next, people, shows } from './people.ts'

const { ann, ben, close } = await people()
const conversation = `user:${ben.user}`
const timeline = ann.timeline(conversation)
const tell = ({ action, seq, body = '' }: Control) => console.log(action, seq, body)

const stampOf = async (text: string) => {
  const { sending } = await ann.send(conversation, text).settled
  return { stamp: sending.state === 'sent' ? sending.stamp : 0 }
}
const [first, second, third] = [await stampOf('Lunhc?'), await stampOf('Never mind'), await stampOf('I need not keep this')]
const edited = next(ben, 'messageControlled')
await ann.override(conversation, first, 'Lunch?')
tell(await edited)
const takenBack = next(ben, 'messageControlled')
await ann.revoke(conversation, second)
tell(await takenBack)
await ann.delete(conversation, third)
await shows(timeline, ({ entries }) => entries.length === 2)
for (const { state, body } of timeline.entries) console.log(state, body)
await close()

// override 1 Lunch?
// revoke 2
// replaced Lunch?
// revoked
