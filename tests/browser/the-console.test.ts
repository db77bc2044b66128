import { beforeAll, describe, expect, it } from 'vitest'
import { consoleRights } from '../drivers/console.ts'
import { enter, friends } from '../drivers/doors.ts'
import type { Backend } from '../drivers/http.ts'
import { JsonConnection } from '../drivers/json/connection.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { accessibilityProblems } from './accessibility.ts'
import { patience, shareBrowser, type Window } from './browser.ts'

const server = shareServer()
const open = shareBrowser()
let admin: Backend

beforeAll(async () => {
  admin = await server().backend('admin')
  for (const [user, role] of [
    ['vic', 'viewer'],
    ['oda', 'operator'],
  ] as const) {
    await admin.do('POST', '/api/v1/users', { id: user, password: 'correct horse' })
    await admin.do('PUT', `/api/v1/users/${user}/rights/${consoleRights[role]}`)
  }
  const [bea, cem] = await friends(server(), ['json', 'omtp'], ['bea', 'cem'])
  for (const text of ['Hello Cem', 'How are you?']) await bea.send(`user:${cem.user}`, text)
  await admin.do('POST', '/api/v1/groups', { id: 'club', name: 'Club', owner: 'bea', members: ['cem'] })
  await admin.do('PUT', '/api/v1/words', { words: [{ word: 'plughole', action: 'refuse' }] })
})

const address = (page = '') => `http://127.0.0.1:${server().httpPort}/admin/${page}`

async function signIn(user: string, page = ''): Promise<Window> {
  const window = await open(address(page))
  await window.page.getByLabel('User').fill(user)
  await window.page.getByLabel('Password or token').fill('correct horse')
  await window.page.getByRole('button', { name: 'Sign in' }).click()
  await window.page.getByRole('navigation').waitFor()
  return window
}

it(
  'the link that the server prints opens the console, and the token leaves the address',
  async () => {
    await using olga = await open(server().demoLink('olga'))
    await olga.page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(olga.page.url()).toBe(address())
    await olga.page.reload()
    await olga.page.getByRole('heading', { name: 'Overview' }).waitFor()
    olga.expectClean()
  },
  patience,
)

it(
  'an operator creates a user and ends his session: his client is closed',
  async () => {
    await using oda = await signIn('oda', '#/users')
    const { page } = oda
    await page.getByRole('button', { name: 'Create a user' }).click()
    await page.getByLabel('User id').fill('newcomer')
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await page.getByRole('dialog').getByRole('button', { name: 'Create a user' }).click()
    await page.getByRole('link', { name: 'newcomer' }).click()

    const connection = await JsonConnection.open(server())
    await connection.ask('signIn', { user: 'newcomer', password: 'correct horse', device: { id: 'd1', type: 'linux' } })
    await page.getByRole('button', { name: 'End sessions' }).click()
    await page.getByText('Clients come back by themselves').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'End sessions' }).click()
    await connection.closed()
    oda.expectClean()
    const [{ actor, action, subject }] = (await admin.get('/api/v1/audit')).items
    expect([actor, action, subject]).toEqual(['operator:oda', 'endConnections', 'newcomer'])
  },
  patience,
)

it(
  'a viewer sees the same and has nothing to change it with',
  async () => {
    await using vic = await signIn('vic', '#/users/bea')
    await vic.page.getByRole('heading', { name: 'bea' }).waitFor()
    await vic.page.getByRole('table', { name: 'Conversations' }).waitFor()
    for (const name of ['Disable', 'End sessions', 'Reset password', 'Mute', 'Give a right']) {
      expect(await vic.page.getByRole('button', { name }).count(), name).toBe(0)
    }
    vic.expectClean()
  },
  patience,
)

it(
  'a wrong password is refused in words',
  async () => {
    await using stranger = await open(address())
    await stranger.page.getByLabel('User').fill('oda')
    await stranger.page.getByLabel('Password or token').fill('wrong')
    await stranger.page.getByRole('button', { name: 'Sign in' }).click()
    await stranger.page.getByRole('alert').getByText('unknown user or wrong password').waitFor()
  },
  patience,
)

it(
  'contents are read after saying why, and the audit log shows it',
  async () => {
    await using olga = await open(server().demoLink('olga'))
    const { page } = olga
    await page.goto(address('#/users/bea'))
    await page.getByRole('link', { name: 'user:cem' }).click()
    await page.getByRole('button', { name: 'Read contents' }).click()
    expect(await page.getByText('Hello Cem').count()).toBe(0)
    await page.getByLabel('Reason').fill('ticket 12')
    await page.getByRole('dialog').getByRole('button', { name: 'Read contents' }).click()
    await page.getByText('Hello Cem').waitFor()
    await page.goto(address('#/audit'))
    await page.getByText('contents.read').first().waitFor()
    await page.getByText('15 min: ticket 12').waitFor()
    olga.expectClean()
  },
  patience,
)

const places = [
  '',
  'users',
  'users/bea',
  'conversations',
  'groups',
  'groups/club',
  'connections',
  'words',
  'keys',
  'settings',
  'signIns',
  'audit',
  'log',
  'checks',
]

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it(
    'every page is whole: no errors, nothing for axe to complain of',
    async () => {
      const ida = await enter(server(), 'json', 'ida')
      await using olga = await open(server().demoLink('olga'), { colorScheme })
      const { page } = olga
      for (const place of places) {
        await page.goto(address(`#/${place}`))
        await page.locator('table, .chart canvas, .state').first().waitFor()
        if (place === '') await page.getByText('json').first().waitFor()
        expect(await accessibilityProblems(page), place).toEqual([])
        await olga.screenshot(`console-${colorScheme}-${place.replace('/', '-') || 'overview'}`)
      }
      olga.expectClean()
      await ida.close()
    },
    patience,
  )
})

it(
  'on a phone, in Chinese, its pages fit the width',
  async () => {
    await using olga = await open(server().demoLink('olga'), { viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
    for (const place of ['', 'users', 'users/bea', 'settings']) {
      await olga.page.goto(address(`#/${place}`))
      await olga.page.locator('table, .chart canvas').first().waitFor()
      const overflow = await olga.page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(overflow, place).toBeLessThanOrEqual(0)
      await olga.screenshot(`console-phone-${place.replace('/', '-') || 'overview'}`)
    }
    olga.expectClean()
  },
  patience,
)
