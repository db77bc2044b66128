import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'two accounts chat side by side in one page, which a reload leaves signed in and which keeps no password',
  async () => {
    await server().run('user', 'add', '--user', 'dora', '--password', 'correct horse')
    await using window = await open(server().demoLink('ann'))
    const { page } = window
    await page.getByRole('button', { name: 'Add an account' }).click()
    await page.getByLabel('User', { exact: true }).fill('dora')
    await page.getByLabel('Password or token').fill('correct horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const [ann, dora] = [page.locator('[data-user=ann]'), page.locator('[data-user=dora]')]

    await ann.getByRole('button', { name: 'Contacts' }).click()
    await ann.getByRole('button', { name: 'Add a friend' }).click()
    await ann.getByLabel('User id').fill('dora')
    await ann.getByRole('button', { name: 'Add', exact: true }).click()
    await ann.locator('.row', { hasText: 'dora' }).click()
    await ann.getByRole('textbox', { name: 'Write a message' }).fill('Hello beside me')
    await ann.getByRole('textbox', { name: 'Write a message' }).press('Enter')
    await dora.locator('.row', { hasText: 'Hello beside me' }).click()
    await dora.getByRole('log').getByText('Hello beside me').waitFor()
    await window.screenshot('side-by-side')
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('correct horse')

    await page.reload()
    await dora.locator('.row', { hasText: 'Hello beside me' }).waitFor()
    window.expectClean()
  },
  patience,
)

it(
  'a wrong password is refused in words, in the page',
  async () => {
    await using window = await open(`http://127.0.0.1:${server().httpPort}/`)
    const { page } = window
    await page.getByLabel('User', { exact: true }).fill('dora')
    await page.getByLabel('Password or token').fill('wrong horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('wrong')
    await window.screenshot('sign-in')
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('horse')
  },
  patience,
)

it(
  'an account that is opened in another window is given up here, until it is asked for',
  async () => {
    await using one = await open(server().demoLink('ben'))
    await new Chat(one).openChat('ann')
    await using other = await open(server().demoLink('ben'))
    await one.page.getByText('This account is used in another window.').waitFor()
    await one.page.getByRole('button', { name: 'Use it here' }).click()
    await new Chat(one).openChat('ann')
    await other.page.getByText('This account is used in another window.').waitFor()
  },
  patience,
)
