import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, stepPatience } from './browser.ts'

const server = shareServer()
const open = shareBrowser()
const ground = { light: 'rgb(238, 241, 243)', dark: 'rgb(14, 19, 22)' } as const

/** Of the page itself: as it looks in the first frame that is painted. */
const noteFirstFrame = (theme: string) => `
  if (location.protocol === 'http:') {
    localStorage.setItem('magpie.theme', '${theme}')
    requestAnimationFrame(() => {
      document.documentElement.dataset.first = getComputedStyle(document.body).backgroundColor
    })
  }
`

it.each([
  ['/', 'dark', 'system', 'dark'],
  ['/', 'light', 'dark', 'dark'],
  ['/', 'dark', 'light', 'light'],
  ['/admin/', 'dark', 'system', 'dark'],
] as const)(
  'the page %s in a system that is %s, with %s chosen, is %s from the first paint on',
  async (path, colorScheme, chosen, shown) => {
    await using window = await open('about:blank', { colorScheme })
    const { page } = window
    await page.addInitScript(noteFirstFrame(chosen))
    await page.goto(`http://127.0.0.1:${server().httpPort}${path}`)
    const first = page.locator('html')
    await expect.poll(() => first.getAttribute('data-first'), { timeout: stepPatience }).toBe(ground[shown])
    window.expectClean()
  },
  patience,
)

it(
  'in a dark system even a page whose program is not there yet is dark',
  async () => {
    await using window = await open('about:blank', { colorScheme: 'dark' })
    const { page } = window
    await page.route(/\.js$/u, () => undefined)
    await page.goto(`http://127.0.0.1:${server().httpPort}/`, { waitUntil: 'commit' })
    const background = () => page.evaluate('document.body === null ? "" : getComputedStyle(document.body).backgroundColor')
    await expect.poll(background, { timeout: stepPatience }).not.toBe('rgba(0, 0, 0, 0)')
    expect(await background()).toBe(ground.dark)
  },
  patience,
)
