import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, stepPatience } from './browser.ts'
import { Chat } from './chat.ts'
import { phoneOf } from './phone.ts'

const server = shareServer()
const open = shareBrowser('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream')

it(
  'what is begun stays when one looks into another chat and when the page is loaded anew, until it is sent',
  async () => {
    const dora = await phoneOf('dora', server())
    await dora.ask('addFriend', { friend: 'ann' })
    await dora.ask('sendMessage', { to: 'user:ann', body: 'Hello from Dora' })
    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    const line = ann.page.getByRole('textbox', { name: 'Write a message' })
    const isThere = () => expect.poll(() => line.inputValue(), { timeout: stepPatience }).toBe('Half a thought')
    await ann.openChat('ben')
    await ann.write('A whole one')
    await ann.sees('A whole one')
    await line.fill('Half a thought')

    await ann.openChat('dora')
    expect(await line.inputValue()).toBe('')
    await ann.page.locator('nav .row', { hasText: 'ben' }).getByText('Draft: Half a thought').waitFor()
    await ann.openChat('ben')
    await isThere()
    await ann.page.reload()
    await ann.page.locator('nav .row', { hasText: 'Half a thought' }).waitFor()
    await ann.openChat('ben')
    await isThere()
    await line.press('Enter')
    await ann.sees('Half a thought')
    await ann.openChat('dora')
    await ann.page.locator('nav .row', { hasText: 'You: Half a thought' }).waitFor()
    window.expectClean()
  },
  patience,
)

it(
  'a change that is refused stays where it was written',
  async () => {
    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    await ann.openChat('ben')
    await ann.write('As it was')
    await ann.sees('As it was')
    await ann.choose('As it was', 'Edit')
    // More bytes than a message may have.
    await ann.write('好'.repeat(30_000))
    await ann.page.locator('.notice').getByText('too long').waitFor()
    await ann.page.getByText('Editing a message').waitFor()
    expect(await ann.page.getByRole('textbox', { name: 'Write a message' }).inputValue()).toMatch(/^好+$/u)
  },
  patience,
)

it(
  'a voice message is recorded, or thought better of, and the other one plays it',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ann.openChat('ben')
    await ben.openChat('ann')
    await ann.page.getByRole('button', { name: 'Record a voice message' }).click()
    await ann.page.getByRole('timer').waitFor()
    await ann.page.getByRole('button', { name: 'Cancel the recording' }).click()
    await ann.page.getByRole('button', { name: 'Record a voice message' }).click()
    await ann.page.getByRole('timer').getByText('0:01').waitFor()
    await ann.page.getByRole('button', { name: 'Stop and send' }).click()

    const voice = ben.messages.getByRole('button', { name: 'Voice message' })
    await voice.click()
    const played = () => ben.page.evaluate("document.querySelector('audio')?.currentTime ?? 0")
    await expect.poll(played, { timeout: stepPatience }).toBeGreaterThan(0)
    expect(await ann.messages.locator('.bubble.voice').count()).toBe(1)
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)
