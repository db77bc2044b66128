import { it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'a friend is seen to come, to write, to read and to go',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    const ann = new Chat(annsWindow)
    await ann.openChat('ben')
    const online = ann.page.locator('.subtitle', { hasText: 'online' })
    {
      await using bensWindow = await open(server().demoLink('ben'))
      const ben = new Chat(bensWindow)
      await online.waitFor()
      await ben.openChat('ann')
      await ben.page.getByRole('textbox', { name: 'Write a message' }).pressSequentially('Hello')
      await ann.page.getByText('ben is writing').waitFor()
      await ben.page.keyboard.press('Enter')
      await ann.sees('Hello')
      await ben.messages.getByTitle('read').waitFor()
      bensWindow.expectClean()
    }
    await online.waitFor({ state: 'detached' })
    annsWindow.expectClean()
  },
  patience,
)

it(
  'who leaves the page alone is away, and online again when he is back',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open('about:blank')
    const ann = new Chat(annsWindow)
    await bensWindow.page.clock.install()
    await bensWindow.page.goto(server().demoLink('ben'))
    await ann.openChat('ben')
    const status = ann.page.locator('.subtitle')
    await status.getByText('online').waitFor()
    await bensWindow.page.getByRole('button', { name: 'Contacts' }).waitFor()
    await bensWindow.page.clock.fastForward('06:00')
    await status.getByText('away').waitFor()
    await annsWindow.screenshot('away')
    await bensWindow.page.mouse.move(200, 200)
    await status.getByText('online').waitFor()
    annsWindow.expectClean()
  },
  patience,
)
