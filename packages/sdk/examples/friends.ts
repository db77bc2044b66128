import { next, people } from './people.ts'

const { ann, ben, close } = await people()
for (const { user } of (await ann.request('listFriends', {})).items) console.log(user)
await ann.request('setRemark', { friend: ben.user, remark: 'from the hikers' })

const noticed = next(ben, 'friendsChanged')
await ann.request('removeFriend', { friend: ben.user })
await noticed
console.log((await ben.request('listFriends', {})).items.length, 'friends')

await ann.request('blockUser', { user: ben.user })
const message = await ben.send(`user:${ann.user}`, 'Hello?').settled
console.log(message.sending.state === 'failed' && message.sending.error.code)
await close()

// ben
// 0 friends
// Blocked
