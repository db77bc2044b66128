import { expect, it } from 'vitest'
import type { JsonConnection } from '../drivers/json/connection.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { accessibilityProblems } from './accessibility.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'
import { phoneOf } from './phone.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'one message, and several in one, are forwarded to who is found by name, and a merged one opens to show what it holds',
  async () => {
    const dora = await friendOfAnn('dora')
    await dora.ask('sendMessage', { to: 'user:ann', body: 'Rain on Friday' })
    await dora.ask('sendMessage', { to: 'user:ann', body: 'And sun on Sunday' })
    await using annsWindow = await open(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ann.openChat('dora')
    await ann.sees('And sun on Sunday')
    const dialog = ann.page.getByRole('dialog')

    await ann.choose('Rain on Friday', 'Forward')
    await dialog.getByRole('searchbox').fill('nobody')
    await dialog.getByText('Nothing was found').waitFor()
    await dialog.getByRole('searchbox').fill('be')
    await dialog.getByRole('checkbox', { name: 'ben' }).check()
    await dialog.getByRole('button', { name: 'Forward' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ben.openChat('ann')
    await ben.messages.locator('article', { hasText: 'Rain on Friday' }).getByText('Forwarded from dora').waitFor()

    await ann.choose('Rain on Friday', 'Choose several')
    await ann.page.getByText('1 chosen').waitFor()
    await ann.messages.locator('article', { hasText: 'And sun' }).getByRole('checkbox').check()
    await ann.page.getByText('2 chosen').waitFor()
    await ann.window.screenshot('choosing')
    expect(await accessibilityProblems(ann.page)).toEqual([])
    await ann.page.getByRole('button', { name: 'Forward' }).click()
    await dialog.getByRole('checkbox', { name: 'ben' }).check()
    await dialog.getByRole('radio', { name: 'All in one' }).check()
    await ann.window.screenshot('forwarding')
    expect(await accessibilityProblems(ann.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Forward' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ann.page.getByRole('textbox', { name: 'Write a message' }).waitFor()

    const merged = ben.messages.getByRole('button', { name: 'Chat history' })
    await merged.getByText('2 messages').waitFor()
    await merged.click()
    const held = ben.page.getByRole('dialog').getByRole('listitem')
    await held.nth(1).waitFor()
    expect(await held.locator('.words').allTextContents()).toEqual(['Rain on Friday', 'And sun on Sunday'])
    await ben.window.screenshot('merged')
    expect(await accessibilityProblems(ben.page)).toEqual([])
    ann.window.expectClean()
    ben.window.expectClean()
  },
  patience,
)

it(
  'where forwarding is refused, the dialog stays and says why',
  async () => {
    const cleo = await friendOfAnn('cleo')
    await cleo.ask('sendMessage', { to: 'user:ann', body: 'Not for everybody' })
    await cleo.ask('blockUser', { user: 'ann' })
    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    await ann.openChat('cleo')
    await ann.sees('Not for everybody')
    await ann.choose('Not for everybody', 'Forward')
    const dialog = ann.page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: 'ben' }).check()
    await dialog.getByRole('checkbox', { name: 'cleo' }).check()
    await dialog.getByRole('button', { name: 'Forward' }).click()
    await dialog.getByRole('alert').getByText('cleo:').waitFor()
    expect(await dialog.getByRole('checkbox', { name: 'ben' }).isChecked()).toBe(false)
    expect(await dialog.getByRole('checkbox', { name: 'cleo' }).isChecked()).toBe(true)
    await ann.page.keyboard.press('Escape')
    await ann.page.locator('nav .row', { hasText: 'You: Not for everybody' }).waitFor()
    window.expectClean()
  },
  patience,
)

/** Signed in, and known to Ann. */
async function friendOfAnn(user: string): Promise<JsonConnection> {
  const connection = await phoneOf(user, server())
  await connection.ask('addFriend', { friend: 'ann' })
  return connection
}
