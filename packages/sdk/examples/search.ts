import { people } from './people.ts'

const { ann, ben, close } = await people()
await ann.send(`user:${ben.user}`, 'Meet me at the café').settled
await ben.send(`user:${ann.user}`, '我们明天去咖啡馆吧').settled
const find = async (text: string) => {
  const search = () => ann.request('searchMessages', { text })
  let { items } = await search()
  // Messages are found a moment after they were written.
  while (items.length === 0) items = (await search()).items
  for (const { conversation, message } of items) console.log(conversation, message.from, message.body)
}
await find('caf')
await find('咖啡')
await close()

// user:ben ann Meet me at the café
// user:ben ben 我们明天去咖啡馆吧
