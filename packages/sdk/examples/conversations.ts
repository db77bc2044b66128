import type { ConversationItem, ConversationList, ListedConversation } from '@magpie-im/sdk'
import { people, shows } from './people.ts'

const { ann, ben, close } = await people()
const conversation = `user:${ben.user}`
const list: ConversationList = ann.conversationList()
await shows(list, ({ isComplete }) => isComplete)
console.log(list.items.length, 'conversations')

await ben.send(`user:${ann.user}`, 'Are you there?').settled
await ben.send(`user:${ann.user}`, 'Hello?').settled
await shows(list, ({ items }) => items[0]?.unread === 2)
const [item]: readonly ConversationItem[] = list.items
console.log(item?.conversation, item?.unread, item?.newest?.body)

if (item?.newest !== undefined) await ann.markRead(conversation, item.newest)
await ann.request('setConversationAttribute', { conversation, name: 'pinned', value: 'yes' })
await shows(list, ({ items }) => items[0]?.unread === 0 && items[0].attributes['pinned'] !== undefined)
console.log(list.items[0]?.unread, list.items[0]?.attributes)

const [asked]: readonly ListedConversation[] = await ann.conversations()
console.log('the server says the same:', asked?.unread)
await ann.request('removeConversation', { conversation })
await shows(list, ({ items }) => items.length === 0)
console.log(list.items.length, 'conversations')
await close()

// 0 conversations
// user:ben 2 Hello?
// 0 { pinned: 'yes' }
// the server says the same: 0
// 0 conversations
