import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, stepPatience, type Window } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

it.each(['light', 'dark'] as const)(
  'in %s colours, the main views break no rule of accessibility',
  async (colorScheme) => {
    await using window = await open(server().demoLink('ann'), { colorScheme })
    const ann = new Chat(window)
    const { page } = window
    await ann.openChat('ben')
    await ann.write(`Hello in ${colorScheme}, with a link: https://magpie.example/${colorScheme}`)
    await ann.sees(`https://magpie.example/${colorScheme}`)
    await expectAccessible(window, 'the chat')
    await page.getByRole('button', { name: 'Details' }).click()
    await page.getByRole('complementary').waitFor()
    await expectAccessible(window, 'the details')
    await ann.messages.locator('article').last().hover()
    await ann.messages.locator('article').last().getByRole('button').click()
    await expectAccessible(window, 'the menu of a message')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Emoji' }).click()
    await expectAccessible(window, 'the emoji')
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox').fill('Hello')
    await page.getByText(/found$/u).waitFor()
    await expectAccessible(window, 'the search')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Contacts' }).click()
    await expectAccessible(window, 'the contacts')
    await page.getByRole('button', { name: 'New group' }).click()
    await expectAccessible(window, 'a new group')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('button', { name: /Settings/u }).click()
    await expectAccessible(window, 'the settings')
    await window.screenshot(`settings-${colorScheme}`)
    window.expectClean()
  },
  patience,
)

it.each(['light', 'dark'] as const)(
  'in %s colours, so does signing in',
  async (colorScheme) => {
    await using window = await open(`http://127.0.0.1:${server().httpPort}/`, { colorScheme })
    await window.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await expectAccessible(window, 'signing in')
    window.expectClean()
  },
  patience,
)

it(
  'without a pointer, one goes from message to message, opens the menu of one and comes back',
  async () => {
    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    const { page } = window
    await ann.openChat('ben')
    await ann.write('First')
    await ann.write('Second')
    await ann.sees('Second')
    await ann.messages.focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(focused(window), { timeout: stepPatience }).toMatch(/^Second/u)
    await page.keyboard.press('ArrowUp')
    await expect.poll(focused(window), { timeout: stepPatience }).toMatch(/^First/u)
    await page.keyboard.press('Enter')
    await expect.poll(focused(window), { timeout: stepPatience }).toBe('Reply')
    await page.keyboard.press('Escape')
    await expect.poll(focused(window), { timeout: stepPatience }).toMatch(/^First/u)
    window.expectClean()
  },
  patience,
)

it(
  'in Chinese, and on a phone, one thing at a time',
  async () => {
    await using window = await open(server().demoLink('ann'), { viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true })
    const { page } = window
    await page.getByRole('navigation', { name: '聊天' }).waitFor()
    await page.getByRole('button', { name: '通讯录' }).click()
    await page.locator('.rows .row', { hasText: 'ben' }).click()
    await page.getByRole('textbox', { name: '输入消息' }).fill('你好')
    await page.getByRole('textbox', { name: '输入消息' }).press('Enter')
    await page.getByRole('log').getByText('你好').waitFor()
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(window, 'the chat on a phone')
    await window.screenshot('phone-zh')
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('navigation').waitFor()
    window.expectClean()
  },
  patience,
)

const focused =
  ({ page }: Window) =>
  () =>
    page.evaluate("document.activeElement?.textContent ?? ''")

interface Broken {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

async function expectAccessible({ page }: Window, view: string): Promise<void> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe)
  const { violations }: { violations: readonly Broken[] } = await page.evaluate('axe.run(document)')
  const shown = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
  expect(shown, view).toEqual([])
}
