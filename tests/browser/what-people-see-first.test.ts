import { expect, it } from 'vitest'
import type { JsonConnection } from '../drivers/json/connection.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'
import { phoneOf } from './phone.ts'
import { picture } from './picture.ts'

const server = shareServer()
const open = shareBrowser()

const people = { ann: 'Ann Walker', ben: 'Ben Carter', dora: 'Dora Lindqvist', lilei: '李雷', hanmei: '韩梅梅' } as const
type Name = keyof typeof people

it(
  'with a few chats, the page is what the pictures of the README show',
  async () => {
    const all = await everybody()
    const { group } = await all.ann.ask('createGroup', { name: 'Lunch club', members: ['ben', 'lilei', 'hanmei', 'dora'] })
    const say = (from: Name, to: string, body: string) => all[from].ask('sendMessage', { to, body })
    await say('hanmei', 'user:ann', '图书馆的书我已经还了，谢谢！')
    await say('dora', 'user:ann', 'The slides are ready. Have a look when you can?')
    await say('dora', 'user:ann', 'No hurry 🙂')
    await say('lilei', 'user:ann', '明天见！')
    const { stamp } = await say('ben', 'user:ann', 'Did you see the magpie on the roof this morning?')
    await all.ann.ask('setReadMark', { conversation: 'user:ben', stamp })
    await say('ann', 'user:ben', 'Two of them! One for sorrow, two for joy.')
    const lunch = `group:${group}`
    await say('ben', lunch, 'Noodles at noon, the place by the river?')
    await say('lilei', lunch, '好主意！我们几点出发？')
    await say('ann', lunch, 'Half past eleven, then we get the table by the window.')

    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    await ann.openChat('Lunch club')
    await ann.attach('river.png', 'image/png', picture(480, 270))
    await ann.messages.getByRole('img', { name: 'river.png' }).waitFor()
    await say('hanmei', lunch, '太好了，我带伞 ☔')
    await say('ben', lunch, 'See you there!')
    await ann.sees('See you there!')
    await ann.seesPictures()
    await ann.page.locator('[aria-current=true] .badge').waitFor({ state: 'detached' })
    await ann.page.mouse.move(0, 0)
    await window.screenshot('readme-light')

    await using dark = await open(server().demoLink('ben'), { colorScheme: 'dark' })
    const ben = new Chat(dark)
    await ben.openChat('Lunch club')
    await ben.sees('See you there!')
    await ben.seesPictures()
    await ben.page.locator('[aria-current=true] .badge').waitFor({ state: 'detached' })
    await dark.screenshot('readme-dark')
    await ann.page.locator('nav .row', { hasText: 'Dora' }).getByText('2 unread').waitFor()
    expect(await ann.page.title()).toMatch(/^\(\d\) Magpie$/u)
    window.expectClean()
    dark.expectClean()
  },
  patience,
)

/** All know each other, and are called something. */
async function everybody(): Promise<Record<Name, JsonConnection>> {
  const names = Object.keys(people) as Name[] // as: its own keys
  const entries = await Promise.all(
    names.map(async (user) => {
      const connection = await phoneOf(user, server())
      await connection.ask('updateProfile', { nick: people[user] })
      return [user, connection] as const
    }),
  )
  const all = Object.fromEntries(entries) as Record<Name, JsonConnection> // as: one for each
  for (const one of names) for (const other of names) if (one < other) await all[one].ask('addFriend', { friend: other })
  return all
}
