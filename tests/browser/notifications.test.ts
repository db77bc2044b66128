import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, stepPatience } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

/** Keeps what the page would show. Who tests has the focus in all pages at once, so whether this one has it is said here. */
const watch = `
  globalThis.shown = []
  globalThis.isElsewhere = false
  document.hasFocus = () => !isElsewhere
  globalThis.Notification = class extends EventTarget {
    static permission = 'default'
    static async requestPermission() {
      return (Notification.permission = 'granted')
    }
    constructor(title, options) {
      super()
      shown.push({ title, ...options, click: () => this.dispatchEvent(new Event('click')) })
    }
  }
`

it(
  'who is elsewhere and wants to know is told from whom a message is, and not what it says; a click leads to it',
  async () => {
    await using annsWindow = await open('about:blank')
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ann.page.addInitScript(watch)
    await ann.page.goto(server().demoLink('ann'))
    const shown = () => ann.page.evaluate('JSON.stringify(shown)')
    await ann.page.getByRole('button', { name: 'Contacts' }).waitFor()
    await ben.openChat('ann')

    await ann.page.evaluate('isElsewhere = true')
    await ben.write('Nobody asked to know this')
    await ann.page.locator('nav .row', { hasText: 'Nobody asked to know this' }).waitFor()
    expect(await shown()).toBe('[]')

    await ann.page.getByRole('button', { name: /Settings/u }).click()
    await ann.page.getByRole('checkbox', { name: 'Notify me of new messages' }).check()
    await ann.page.keyboard.press('Escape')
    await ben.write('A secret')
    await expect.poll(shown, { timeout: stepPatience }).toContain('New message from ben')
    expect(await shown()).not.toContain('secret')
    await ann.page.evaluate('shown[0].click()')
    await ann.sees('A secret')

    await ann.page.evaluate('isElsewhere = false')
    await ben.write('Seen at once')
    await ann.sees('Seen at once')
    expect(JSON.parse(String(await shown()))).toHaveLength(1)
    ann.window.expectClean()
  },
  patience,
)
