import { people, shows } from './people.ts'

const { ann, ben, close } = await people()
const [toBen, toAnn] = [`user:${ben.user}`, `user:${ann.user}`]
const [anns, bens] = [ann.timeline(toBen), ben.timeline(toAnn)]
await ann.send(toBen, 'I won!').settled
await shows(anns, ({ entries }) => entries[0]?.seq === 1)
await shows(bens, ({ entries }) => entries[0]?.seq === 1)

const message = { stamp: bens.entries[0]?.stamp ?? 0 }
await ben.react(toAnn, message, '🎉')
await shows(anns, ({ entries }) => entries[0]?.reactions !== undefined)
await shows(bens, ({ entries }) => entries[0]?.reactions !== undefined)
console.log(anns.entries[0]?.reactions, bens.entries[0]?.reactions)

const { items } = await ann.reactions(toBen, message)
for (const { user, emoji } of items) console.log(user, emoji)
await ben.react(toAnn, message, '🎉', false)
await shows(anns, ({ entries }) => entries[0]?.reactions === undefined)
console.log('no more')
await close()

// [ { emoji: '🎉', count: 1 } ] [ { emoji: '🎉', count: 1, mine: true } ]
// ben 🎉
// no more
