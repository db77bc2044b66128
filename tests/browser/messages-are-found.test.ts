import { it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'a piece of a Chinese text finds the message, and the hit leads to where it was written',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    const ann = new Chat(annsWindow)
    await ann.openChat('ben')
    await ann.write('我们明天去图书馆学习')
    for (let i = 1; i <= 30; i++) await ann.write(`And then, number ${i}`)
    await ann.sees('And then, number 30')

    await ann.page.keyboard.press('Control+k')
    const search = ann.page.getByRole('searchbox', { name: 'Search in messages' })
    const hit = ann.page.locator('section.list .row', { hasText: '图书馆' })
    // It is found as soon as the index has it.
    for (let found = false; !found; ) {
      await search.fill('')
      await search.fill('图书馆')
      await ann.page.getByText(/1 message found|Nothing was found/u).waitFor()
      found = (await hit.count()) > 0
    }
    await ann.window.screenshot('search')
    await hit.click()
    await ann.messages.locator('.found', { hasText: '图书馆' }).waitFor()
    ann.window.expectClean()
  },
  patience,
)
