import type { Typing } from '@magpie-im/sdk'
import { people, shows } from './people.ts'

const { ann, ben, close } = await people()
const anns: Typing = ann.typing(`user:${ben.user}`)
const bens = ben.typing(`user:${ann.user}`)

// At every key; it is said every few seconds.
for (const _ of 'Lunch?') bens.set(true)
await shows(anns, ({ users }) => users.length === 1)
console.log(anns.users)
ben.send(`user:${ann.user}`, 'Lunch?')
await shows(anns, ({ users }) => users.length === 0)
console.log(anns.users)
await close()

// [ 'ben' ]
// []
