import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { JsonConnection } from '../drivers/json/connection.ts'
import type { Server } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, screenshots, shareBrowser, stepPatience } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()
const count = 100_000
const atOnce = 500

/** Scrolls as a wheel would, frame by frame, and notes how long each frame took. */
const scroll = (frames: number, step: number) => `new Promise((resolve) => {
  const scroller = document.querySelector('[role=log]')
  const times = []
  let last = performance.now()
  const next = (now) => {
    times.push(now - last)
    last = now
    if (times.length > ${frames}) return resolve(times.slice(1))
    scroller.scrollTop += ${step}
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
})`

const seqs = "[...document.querySelectorAll('[data-seq]')].map((one) => Number(one.dataset.seq))"

it(
  'a conversation of 100,000 messages opens at its end and scrolls, with few of them in the page and none left out',
  async () => {
    await fill(server())
    await using window = await open(server().demoLink('ann'))
    const ann = new Chat(window)
    await ann.openChat('ben')
    await ann.sees(`number ${count}`)

    const times: number[] = []
    // Who scrolls goes on until he is there, however slowly older messages come.
    const scrolled = async (): Promise<number> => {
      times.push(...(await window.page.evaluate<number[]>(scroll(300, -400))))
      return window.page.evaluate(`Math.min(...${seqs})`)
    }
    await expect.poll(scrolled, { timeout: stepPatience }).toBeLessThan(count - 500)
    const shown: number[] = await window.page.evaluate(seqs)
    expect(shown.length).toBeLessThan(100)
    expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index))
    note(times)

    await window.page.getByRole('button', { name: 'To the newest message' }).click()
    await ann.sees(`number ${count}`)
    window.expectClean()
  },
  patience * 3,
)

/** Ben writes, as many at once as the server takes. */
async function fill(running: Server): Promise<void> {
  const ben = await JsonConnection.open(running)
  await ben.ask('signIn', { user: 'ben', token: running.token('ben'), device: { id: 'filler', type: 'linux' } })
  for (let first = 1; first <= count; first += atOnce) {
    const sent = Array.from({ length: atOnce }, (_, i) => ben.ask('sendMessage', { to: 'user:ann', body: `number ${first + i}` }))
    await Promise.all(sent)
    ben.received.length = 0
  }
  await ben.close()
}

/** For who wants to know how smooth it was; no machine is promised a frame rate. */
function note(times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10
  const frames = { frames: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) }
  mkdirSync(screenshots, { recursive: true })
  writeFileSync(`${screenshots}scrolling.json`, JSON.stringify(frames))
  console.log(`scrolling through 100,000 messages, ms for each frame: ${JSON.stringify(frames)}`)
}
