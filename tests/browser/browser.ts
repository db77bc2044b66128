import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { findChromium } from '../../tools/launch/chromium.mjs'

/** Where pictures of the pages are kept for who wants to see what a run saw. */
export const screenshots = fileURLToPath(new URL('../../.cache/screenshots/', import.meta.url))

/** For `it`: a browser that starts on a machine that is busy takes its time. */
export const patience = 240_000
/** For one thing to be seen. */
export const stepPatience = 45_000

/** Of one person: with storage of its own, and whatever the page complained of. */
export class Window {
  readonly page: Page
  readonly problems: string[] = []

  constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(stepPatience)
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.problems.push(`${message.type()}: ${message.text()}`)
    })
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true })
    await this.page.screenshot({ path: `${screenshots}${name}.png`, animations: 'disabled' })
  }

  /** As it looks to who has signed in: no errors, no warnings, nothing the content policy refused. */
  expectClean(): void {
    expect(this.problems).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close()
  }
}

/** One browser for all tests of a file. */
export function shareBrowser(...args: string[]): (url: string, options?: BrowserContextOptions) => Promise<Window> {
  let browser: Browser | undefined
  beforeAll(async () => {
    const executablePath = findChromium()
    if (executablePath === undefined) throw new Error('there is no Chromium here; `npm test` installs it')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb', ...args] })
  }, patience)
  afterAll(() => browser?.close())
  return async (url, options = {}) => {
    if (browser === undefined) throw new Error('the browser is there in tests only')
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
    const window = new Window(await context.newPage())
    await window.page.goto(url)
    return window
  }
}
