import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'
import { picture } from './picture.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'two people chat in two windows, with an answer, a picture, a change, a reaction and something taken back',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]

    await ann.openChat('ben')
    await ann.write('Hello Ben, are you there?')
    await ben.page.locator('nav .row', { hasText: 'Hello Ben' }).waitFor()
    await ben.openChat('ann')
    await ben.sees('Hello Ben, are you there?')
    await ben.write('Good morning Ann! 今天吃什么？')
    await ann.sees('Good morning Ann! 今天吃什么？')

    await ann.choose('Good morning Ann!', 'Reply')
    await ann.page.getByText('Replying to ben').waitFor()
    await ann.write('Noodles')
    const answer = ben.messages.locator('article', { hasText: 'Noodles' })
    await answer.getByRole('button', { name: 'Good morning Ann!' }).waitFor()
    await ann.messages.locator('article', { hasText: 'Noodles' }).getByRole('button', { name: 'Good morning Ann!' }).waitFor()

    await ann.attach('wing.png', 'image/png', picture())
    await ben.messages.getByRole('img', { name: 'wing.png' }).waitFor()
    await ben.seesPictures()

    await ann.write('See you at nine')
    await ben.sees('See you at nine')
    await ann.choose('See you at nine', 'Edit')
    await ann.write('See you at ten')
    await ben.sees('See you at ten')

    await ben.choose('See you at ten', 'React 👍')
    const thumb = ann.messages.locator('article', { hasText: 'See you at ten' }).getByRole('button', { name: '👍 1' })
    await thumb.waitFor()
    await thumb.click()
    await ben.messages.getByRole('button', { name: '👍 2' }).waitFor()

    await ann.write('A secret')
    await ben.sees('A secret')
    await ann.choose('A secret', 'Take back')
    await ben.sees('ann took a message back')
    expect(await ben.messages.getByText('A secret').count()).toBe(0)
    await ann.window.screenshot('chat-light')
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)
