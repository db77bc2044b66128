import type { CommandName, ConversationName, Fields, Reply, ServerEvent } from '@magpie-im/sdk'
import { next, people } from './people.ts'

const { ann, ben, close } = await people()
const founding: Fields<'createGroup'> = { name: 'Hikers', members: [ben.user] }
const invited = next(ben, 'groupCreated')
const { group }: Reply<'createGroup'> = await ann.request('createGroup', founding)
console.log('invited:', (await invited).group === group)

const heard = next(ben, 'message')
const name: ConversationName = { conversation: `group:${group}` }
await ann.send(name.conversation, 'On Sunday?').settled
console.log((await heard).message.body)

const { items } = await ben.request('listMembers', { group: group })
for (const { user, role } of items) console.log(user, role)
const changed: Promise<Omit<ServerEvent<'groupInfoChanged'>, 'event'>> = next(ben, 'groupInfoChanged')
await ann.request('updateGroup', { group: group, name: 'Sunday hikers' })
await changed
const leave: CommandName = 'leaveGroup'
await ben.request(leave, { group })
console.log((await ann.request('listMembers', { group: group })).items.length, 'left')
await close()

// invited: true
// On Sunday?
// ann owner
// ben member
// 1 left
