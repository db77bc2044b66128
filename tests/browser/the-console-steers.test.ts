import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { consoleRights } from '../drivers/console.ts'
import { enterByJson } from '../drivers/doors.ts'
import { Backend } from '../drivers/http.ts'
import { JsonConnection } from '../drivers/json/connection.ts'
import { Refused } from '../drivers/person.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, stepPatience, type Window } from './browser.ts'

const server = shareServer()
const open = shareBrowser()
let admin: Backend

beforeAll(async () => {
  admin = await server().backend('admin')
})

const address = (page = '') => `http://127.0.0.1:${server().httpPort}/admin/${page}`

/** The demo operator, who is an admin, at one of the pages. */
async function openPage(name: string): Promise<Window> {
  const window = await open(server().demoLink('olga'))
  await window.page.getByRole('navigation').waitFor()
  await window.page.goto(address(`#/${name}`))
  return window
}

/** A deed is asked about in a dialog, which goes when the server has done it. */
async function confirm(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name })
  await dialog.getByRole('button', { name }).click()
  await dialog.waitFor({ state: 'detached' })
}

function rowOf(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text })
}

/** Why sending was refused; undefined: it was not. */
async function refusalOf(sent: Promise<unknown>): Promise<string | undefined> {
  try {
    await sent
  } catch (error) {
    if (error instanceof Refused) return String(error.code)
    throw error
  }
  return undefined
}

it(
  'a key is made, shown once, good, and refused when it is revoked',
  async () => {
    await using olga = await openPage('keys')
    const { page } = olga
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name').fill('shop backend')
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click()
    const fresh = page.getByRole('dialog', { name: 'The new key' })
    const key = await fresh.locator('code').innerText()
    expect(key).toMatch(/^magpie_/)
    const backend = new Backend(admin.url, key)
    expect((await backend.ask('GET', '/api/v1/users')).status).toBe(200)
    expect(await backend.refused('POST', '/api/v1/users', { id: 'x' }), 'it may read, as the form proposed').toBe('403 ScopeMissing')

    await fresh.getByRole('button', { name: 'Close' }).first().click()
    await fresh.waitFor({ state: 'detached' })
    await page.reload()
    await rowOf(page, 'shop backend').waitFor()
    expect(await page.content()).not.toContain(key)
    await rowOf(page, 'shop backend').getByRole('button', { name: 'Revoke' }).click()
    await confirm(page, 'Revoke')
    await rowOf(page, 'shop backend').waitFor({ state: 'detached' })
    expect(await backend.refused('GET', '/api/v1/users')).toBe('401 KeyRefused')
    olga.expectClean()
  },
  patience,
)

it(
  'a limit and a policy hold from the moment they are changed, and are reset',
  async () => {
    const [lea, max] = [await enterByJson(server(), 'lea'), await enterByJson(server(), 'max')]
    await using olga = await openPage('settings')
    const { page } = olga
    const change = async (key: string, value: string) => {
      await page.getByRole('searchbox').fill(key)
      await rowOf(page, key).getByRole('button', { name: 'Change' }).click()
      await page.getByLabel(key, { exact: true }).fill(value)
      await confirm(page, 'Change')
      await rowOf(page, key).getByText('changed', { exact: true }).waitFor()
    }
    const reset = async (key: string) => {
      await rowOf(page, key).getByRole('button', { name: 'Reset' }).click()
      await confirm(page, 'Reset')
      await rowOf(page, key).getByText('changed', { exact: true }).waitFor({ state: 'detached' })
    }

    expect(await refusalOf(lea.send('user:max', 'hello'))).toBe('NotFriends')
    await change('chat.policy', 'anyone')
    expect(await refusalOf(lea.send('user:max', 'hello'))).toBeUndefined()
    await max.expectMessage()
    await change('limits.messagesPerUser', '1')
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => refusalOf(lea.send('user:max', 'again'))))
    expect(outcomes).toContain('TooManyMessages')
    await reset('limits.messagesPerUser')
    await page.getByRole('searchbox').fill('chat.policy')
    await reset('chat.policy')
    const ben = await enterByJson(server(), 'ben')
    expect(await refusalOf(ben.send('user:max', 'hello'))).toBe('NotFriends')
    olga.expectClean()
  },
  patience,
)

it(
  'a value that is none is refused in words, and the dialog stays',
  async () => {
    await using olga = await openPage('settings')
    const { page } = olga
    await page.getByRole('searchbox').fill('limits.friends')
    await rowOf(page, 'limits.friends').getByRole('button', { name: 'Change' }).click()
    await page.getByLabel('limits.friends', { exact: true }).fill('many')
    const dialog = page.getByRole('dialog', { name: 'Change' })
    await dialog.getByRole('button', { name: 'Change' }).click()
    expect(await dialog.getByRole('alert').innerText()).not.toBe('')
    await page.reload()
    await rowOf(page, 'limits.friends').waitFor()
    expect(await rowOf(page, 'limits.friends').getByText('changed', { exact: true }).count()).toBe(0)
  },
  patience,
)

it(
  'a message with a word that was blocked is refused, until the word is allowed again',
  async () => {
    const [ida, joe] = [await enterByJson(server(), 'ida'), await enterByJson(server(), 'joe')]
    await ida.addFriend(joe.user)
    await using olga = await openPage('words')
    const { page } = olga
    expect(await refusalOf(ida.send('user:joe', 'say xyzzy'))).toBeUndefined()
    await page.getByRole('button', { name: 'Block words' }).click()
    await page.getByLabel('Words', { exact: true }).fill('xyzzy\nplugh')
    await confirm(page, 'Block words')
    await rowOf(page, 'xyzzy').waitFor()
    for (const word of ['xyzzy', 'plugh']) expect(await refusalOf(ida.send('user:joe', `say ${word}`)), word).toBe('ContentBlocked')
    await rowOf(page, 'xyzzy').getByRole('button', { name: 'Allow again' }).click()
    await confirm(page, 'Allow again')
    await rowOf(page, 'xyzzy').waitFor({ state: 'detached' })
    expect(await refusalOf(ida.send('user:joe', 'say xyzzy'))).toBeUndefined()
    expect(await refusalOf(ida.send('user:joe', 'say plugh'))).toBe('ContentBlocked')
    olga.expectClean()
  },
  patience,
)

it(
  'sign-ins are on record with their result, and the audit log shows who changed what',
  async () => {
    await admin.do('POST', '/api/v1/users', { id: 'kim', password: 'correct horse' })
    const device = { id: 'the phone', type: 'android' }
    const refused = await JsonConnection.open(server())
    expect(await refusalOf(refused.ask('signIn', { user: 'kim', password: 'wrong', device }))).toBe('WrongCredentials')
    const connection = await JsonConnection.open(server())
    await connection.ask('signIn', { user: 'kim', password: 'correct horse', device })
    await using olga = await openPage('signIns')
    const { page } = olga
    await page.getByRole('searchbox').fill('kim')
    await rowOf(page, 'WrongCredentials').waitFor()
    await page.getByRole('row').filter({ hasText: 'kim' }).filter({ hasText: 'ok' }).waitFor()
    await expect.poll(() => page.getByRole('row').count(), { message: 'the head and his two', timeout: stepPatience }).toBe(3)

    await page.goto(address('#/users/kim'))
    await page.getByRole('button', { name: 'Disable' }).click()
    await confirm(page, 'Disable')
    await connection.closed()
    await page.goto(address('#/audit'))
    await page.getByRole('row').filter({ hasText: 'operator:olga' }).filter({ hasText: 'updateUser' }).filter({ hasText: 'kim' }).waitFor()
    olga.expectClean()
  },
  patience,
)

it(
  'a viewer has no button that changes anything, and the server refuses what he sends without one',
  async () => {
    await admin.do('POST', '/api/v1/users', { id: 'val', password: 'correct horse' })
    await admin.do('PUT', `/api/v1/users/val/rights/${consoleRights.viewer}`)
    await admin.do('PUT', '/api/v1/words', { words: [{ word: 'frobozz', action: 'refuse' }] })
    await using val = await open(address('#/keys'))
    const { page } = val
    await page.getByLabel('User').fill('val')
    await page.getByLabel('Password or token').fill('correct horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').waitFor()
    for (const [place, what] of [
      ['keys', 'API keys'],
      ['settings', 'Settings'],
      ['words', 'Blocked words'],
    ] as const) {
      await page.goto(address(`#/${place}`))
      await page.getByRole('heading', { name: what }).waitFor()
      await page.locator('main').locator('table, .state').first().waitFor()
      expect(
        await page
          .locator('main')
          .getByRole('button', { name: /make|change|reset|revoke|block|allow/i })
          .count(),
        place,
      ).toBe(0)
    }
    val.expectClean()

    const { request } = page.context()
    const { session } = await (await request.get(address('api/session'))).json()
    const headers = { origin: new URL(address()).origin, 'x-csrf-token': session.csrfToken }
    for (const [path, data] of [
      ['api/v1/words', { words: [{ word: 'mine', action: 'refuse' }] }],
      ['api/v1/settings/log.level', { value: 'debug' }],
    ] as const) {
      const answer = await request.put(address(path), { headers, data })
      expect([answer.status(), (await answer.json()).error.code], path).toEqual([403, 'RightMissing'])
    }
  },
  patience,
)
