import { people, shows } from './people.ts'

const { ann, ben, close } = await people()
const [toBen, toAnn] = [`user:${ben.user}`, `user:${ann.user}`]
const [anns, bens] = [ann.timeline(toBen), ben.timeline(toAnn)]
ann.send(toBen, 'Lunch?')
await shows(bens, ({ entries }) => entries.length === 1)

const question = bens.entries[0]
ben.send(toAnn, { body: 'At noon', ...(question?.stamp !== undefined && { replyTo: question.stamp }) })
const atOnce = bens.entries[1]
console.log(atOnce?.outgoing, 'an answer to', atOnce?.replyTo?.seq)

await shows(anns, ({ entries }) => entries.length === 2)
const answer = anns.entries[1]
console.log(answer?.from, 'answers', answer?.replyTo?.from, 'with', answer?.body)
await shows(bens, ({ entries }) => entries[1]?.seq === 2)
console.log(bens.entries[1]?.replyTo?.seq, bens.entries.length)
await close()

// sending an answer to 1
// ben answers ann with At noon
// 1 2
