import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { memoryStore } from '@magpie-im/sdk'
import { build, type Rolldown } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { patience, shareBrowser } from '../browser/browser.ts'
import { startServer } from '../drivers/process.ts'
import type { Life } from './page/main.ts'
import { Program } from './program.ts'
import { seeded } from './seeded.ts'
import { Way } from './way.ts'

const each = 30
const all = Array.from({ length: 2 * each }, (_, at) => at + 1)
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const open = shareBrowser()

it('in a page too every message comes once and in order, whatever is cut, killed, closed or loaded again', {
  timeout: patience,
}, async () => {
  const { origin } = await serve(await buildPage())
  await using server = await startServer({ env: { MAGPIE_HTTP_ALLOWED_ORIGINS: origin } })
  for (const client of await server.friends('ann', 'ben')) await client.close()
  await using way = await Way.open({ server, chance: seeded(3), rate: 1 / 40 })
  const url = `ws://127.0.0.1:${way.port}/ws`
  const ann = new Program({ url, user: 'ann', token: server.token('ann'), store: memoryStore() })
  await new Promise((resolve) => ann.client.on('synced', resolve))
  const place = new URLSearchParams({ url, user: 'ben', token: server.token('ben'), to: 'user:ann', each: `${each}` })
  await using window = await open(`${origin}/index.html?${place}`)
  const { page } = window
  await page.evaluate('synced')

  const chat = async () => {
    for (let n = 0; n < each; n++) await ann.say('user:ben', `ann ${n}`)
  }
  const trouble = async () => {
    await ann.sees(() => ann.seen.length >= each / 2)
    await server.restart()
    await page.evaluate('end()')
    await page.reload()
    await ann.sees(() => ann.seen.length >= each)
    await page.evaluate('pause()')
    await page.reload()
  }
  await Promise.all([chat(), trouble()])
  await ann.sees(() => ann.seen.length >= 2 * each)
  await page.waitForFunction(`lives().at(-1).seen.at(-1)?.seq === ${2 * each}`)

  const [first = [], second = [], third = []] = ((await page.evaluate('lives()')) as Life[]).map(({ seen }) => seen) // as: the page says that
  const before = [...first, ...second].map(({ seq }) => seq)
  expect(before).toEqual(all.slice(0, before.length))
  // A page that was killed may be told the last messages again.
  const repeated = before.length + 1 - (third[0]?.seq ?? 0)
  expect(repeated).toBeGreaterThanOrEqual(0)
  expect(third.map(({ seq }) => seq)).toEqual(all.slice(before.length - repeated))
  expect(ann.seen.map(({ seq }) => seq)).toEqual(all)
  expect([...first, ...second, ...third.slice(repeated)]).toEqual(ann.seen)
  expect(new Set(ann.seen.map(({ body }) => body)).size).toBe(2 * each)
  await ann.client.close()
})

/** What Vite makes of the page, by path. */
async function buildPage(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const sdk = '../../packages/sdk/src/'
  const alias = [
    { find: '@magpie-im/sdk/browser', replacement: pathOf(`${sdk}browser/index.ts`) },
    { find: '@magpie-im/sdk', replacement: pathOf(`${sdk}index.ts`) },
  ]
  const options = { configFile: false, root: pathOf('page'), logLevel: 'warn', resolve: { alias }, build: { write: false } } as const
  const { output } = (await build(options)) as Rolldown.RolldownOutput // as: of one page that is not watched
  return new Map(output.map((file) => [`/${file.fileName}`, file.type === 'asset' ? file.source : file.code]))
}

async function serve(files: ReadonlyMap<string, string | Uint8Array>): Promise<{ readonly origin: string }> {
  const site = createServer(({ url = '' }, response) => {
    const path = url.replace(/\?.*$/u, '')
    response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(files.get(path))
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void site.close())
  return { origin: `http://127.0.0.1:${(site.address() as AddressInfo).port}` } // as: it listens on TCP
}
