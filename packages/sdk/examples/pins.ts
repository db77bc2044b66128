import { next, people } from './people.ts'

const { ann, ben, close } = await people()
const [toBen, toAnn] = [`user:${ben.user}`, `user:${ann.user}`]
const heard = next(ben, 'message')
ann.send(toBen, 'The door code is 1234')
const { message } = await heard

const pinned = next(ann, 'pinChanged')
await ben.pin(toAnn, message)
const { by, on } = await pinned
console.log(by, on)
for (const { body } of await ann.pins(toBen)) console.log(body)
await ann.pin(toBen, message, false)
console.log((await ben.pins(toAnn)).length)
await close()

// ben true
// The door code is 1234
// 0
