import { beforeAll, expect, it } from 'vitest'
import type { JsonConnection } from '../drivers/json/connection.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { accessibilityProblems } from './accessibility.ts'
import { patience, shareBrowser, stepPatience } from './browser.ts'
import { Chat } from './chat.ts'
import { phoneOf } from './phone.ts'

const server = shareServer()
const open = shareBrowser()
let dora: JsonConnection
let group: string

/** Founded by Ann; Ben is its admin, and Dora, an ordinary member, reads nothing until she is asked to. */
beforeAll(async () => {
  const ann = await phoneOf('ann', server())
  dora = await phoneOf('dora', server())
  await ann.ask('addFriend', { friend: 'dora' })
  group = (await ann.ask('createGroup', { name: 'Lunch club', members: ['ben', 'dora'] })).group
  await ann.ask('changeMember', { group, user: 'ben', role: 'admin' })
  await ann.ask('sendMessage', { to: `group:${group}`, body: 'Noodles on Monday' })
  await ann.ask('sendMessage', { to: `group:${group}`, body: 'Rice on Tuesday' })
  await ann.close()
})

it(
  'who leads a group pins a message, which all see above, find and lose again',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    for (const chat of [ann, ben]) {
      await chat.openChat('Lunch club')
      await chat.sees('Rice on Tuesday')
    }
    const bar = (chat: Chat) => chat.page.getByRole('region', { name: 'Pinned messages' })

    await ann.choose('Noodles on Monday', 'Pin the message')
    await bar(ben).getByText('Noodles on Monday').waitFor()
    await ben.choose('Rice on Tuesday', 'Pin the message')
    await bar(ann).getByText('Rice on Tuesday').waitFor()
    await ann.window.screenshot('pinned')
    await bar(ann).getByRole('button', { name: '2 pinned' }).click()
    await ann.page.getByRole('dialog').getByRole('listitem').nth(1).waitFor()
    expect(await accessibilityProblems(ann.page)).toEqual([])
    const monday = ann.page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Noodles on Monday' })
    await monday.getByRole('button', { name: 'Show in the chat' }).click()
    await ann.messages.locator('.found', { hasText: 'Noodles on Monday' }).waitFor()

    await ann.choose('Rice on Tuesday', 'Take back')
    await bar(ben).getByText('Noodles on Monday').waitFor()
    await bar(ann).getByText('Noodles on Monday').waitFor()
    await ben.choose('Noodles on Monday', 'Unpin the message')
    await bar(ann).waitFor({ state: 'detached' })
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)

it(
  'an ordinary member has nothing to pin with in a group',
  async () => {
    await using window = await open(server().demoLink('ben'))
    const ben = new Chat(window)
    const club = (await dora.ask('createGroup', { name: 'Book club', members: ['ben'] })).group
    await dora.ask('sendMessage', { to: `group:${club}`, body: 'Chapter one' })
    await ben.openChat('Book club')
    await ben.sees('Chapter one')
    await ben.openMenu('Chapter one')
    await ben.page.getByRole('menuitem', { name: 'Copy' }).waitFor()
    expect(await ben.page.getByRole('menuitem', { name: /Pin/u }).count()).toBe(0)
    window.expectClean()
  },
  patience,
)

it(
  'who wrote to a group sees who has read it, and who has not',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ben.openChat('Lunch club')
    await ann.openChat('Lunch club')
    await ann.write('Who comes?')
    await ben.sees('Who comes?')
    const dialog = ann.page.getByRole('dialog')
    // The mark goes a moment after the message was on the screen.
    const read = dialog.getByRole('region', { name: 'read', exact: true })
    await expect
      .poll(
        async () => {
          await ann.messages.locator('article', { hasText: 'Who comes?' }).getByRole('button', { name: 'Who has read it' }).click()
          await dialog.getByText(/^Read by \d of 2$/u).waitFor()
          const names = await read.getByRole('listitem').allTextContents()
          if (!names.join().includes('ben')) await ann.page.keyboard.press('Escape')
          return names.length
        },
        { timeout: stepPatience },
      )
      .toBe(1)
    await dialog.getByText('Read by 1 of 2').waitFor()
    await dialog.locator('section:not([aria-label=read])', { hasText: 'dora' }).waitFor()
    await ann.window.screenshot('readers')
    expect(await accessibilityProblems(ann.page)).toEqual([])
    await ann.page.keyboard.press('Escape')

    const { items } = await dora.ask('listMessages', { conversation: `group:${group}` })
    await dora.ask('setReadMark', { conversation: `group:${group}`, stamp: items.at(-1).stamp })
    await ann.choose('Who comes?', 'Who has read it')
    await dialog.getByText('Read by 2 of 2').waitFor()
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)

it(
  'everybody is called by who may, and a list says where one was called until it is read',
  async () => {
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ben.page.locator('nav .row', { hasText: 'Lunch club' }).waitFor()
    await ann.openChat('Lunch club')
    const line = ann.page.getByRole('textbox', { name: 'Write a message' })
    await line.pressSequentially('Listen, @ev')
    await ann.page.getByRole('option', { name: 'everybody' }).waitFor()
    await line.press('Enter')
    await line.press('Enter')
    const row = ben.page.locator('nav .row', { hasText: 'Listen, @everybody' })
    await row.getByText('[@ you]').waitFor()
    await ben.page.reload()
    await row.getByText('[@ you]').waitFor()
    await ben.window.screenshot('called')
    await row.click()
    await ben.messages.locator('.calls', { hasText: 'Listen, @everybody' }).waitFor()
    await row.getByText('[@ you]').waitFor({ state: 'detached' })
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)
