import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { openDoor } from '../testing/door.fixture.ts'
import { pageRoutes } from './page-routes.ts'

const page = '<!doctype html><title>Magpie</title>'.repeat(20)

it('a page may load nothing of others, and is asked for anew each time', async () => {
  const { ask } = await openPages()
  const { statusCode, headers, body } = await ask('', '/admin/')
  expect([statusCode, body]).toEqual([200, page])
  const policy = String(headers['content-security-policy'])
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) expect(policy).toContain(part)
  expect(policy).not.toContain('unsafe')
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
})

it('a page may show uploaded files from where they are downloaded, and run nothing from there', async () => {
  const { ask } = await openPages({}, 'https://files.example')
  const policy = String((await ask('', '/admin/')).headers['content-security-policy'])
  expect(policy).toContain("img-src 'self' blob: data: https://files.example; media-src 'self' blob: https://files.example;")
  expect(policy).toContain("script-src 'self';")
})

it('what it is made of is kept for good, and sent compressed to who can read that', async () => {
  const { ask } = await openPages()
  const plain = await ask('', '/admin/assets/index-1a2b.js')
  expect(plain.headers['cache-control']).toContain('immutable')
  const small = await ask('', '/admin/assets/index-1a2b.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(small.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(small.rawPayload).toString()).toBe(plain.body)
})

it('who has it already is told so', async () => {
  const { ask } = await openPages()
  const { etag } = (await ask('', '/admin/')).headers
  const again = await ask('', '/admin/', { headers: { 'if-none-match': String(etag) } })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

it('only what was built is there, and nothing around it', async () => {
  const { ask } = await openPages()
  for (const path of ['/admin/../secret.txt', '/admin/%2e%2e/secret.txt', '/admin/secret.txt', '/admin/assets/', '/admin/index.html']) {
    expect((await ask('', path)).statusCode, path).toBe(404)
  }
})

it('a flood of page requests is refused like any other of strangers', async () => {
  const { ask } = await openPages({ strangers: 2 })
  const statuses = [await ask('', '/admin/'), await ask('', '/admin/'), await ask('', '/admin/')].map(({ statusCode }) => statusCode)
  expect(statuses).toEqual([200, 200, 429])
})

it('a server whose pages were not built says so and starts', async () => {
  const { ask, lines } = await openDoor([], { routes: [pageRoutes([{ path: '/', folder: join(tmpdir(), 'magpie-no-such-folder') }])] })
  expect((await ask('', '/')).statusCode).toBe(404)
  expect(lines).toContainEqual({ level: 'warn', message: 'web page not built', path: '/' })
})

function openPages(limits: { strangers?: number } = {}, filesAt?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-pages-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const site = join(folder, 'dist')
  mkdirSync(join(site, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(site, 'secret.txt'), 'no file of a page')
  writeFileSync(join(site, 'index.html'), page)
  writeFileSync(join(site, 'assets', 'index-1a2b.js'), 'const magpie = "black and white"\n'.repeat(50))
  return openDoor([], { ...limits, routes: [pageRoutes([{ path: '/admin/', folder: site }], filesAt)] })
}
