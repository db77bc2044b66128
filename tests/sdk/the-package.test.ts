import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { packSdk } from '../../tools/sdk-package/pack.ts'
import { patience, shareBrowser } from '../browser/browser.ts'
import { startServer } from '../drivers/process.ts'

/** Minified and gzipped, of a page that does nothing but use the SDK. */
const mostBytes = 40_000
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))
const readme = readFileSync(new URL('../../packages/sdk/README.md', import.meta.url), 'utf8')
const example = /```ts\n([\s\S]*?)```/u.exec(readme)?.[1] ?? ''

const open = shareBrowser()
/** Of somebody who starts a new project. */
const project = mkdtempSync(join(tmpdir(), 'magpie-project-'))
const node = (program: string, ...args: readonly string[]) =>
  execFileSync(process.execPath, [join(modules, program), ...args], { cwd: project, encoding: 'utf8', stdio: 'pipe' })

beforeAll(async () => {
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const tarball = await packSdk(project)
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project, stdio: 'pipe' })
  symlinkSync(realpathSync(join(modules, 'vite')), join(project, 'node_modules/vite'))
}, patience)
afterAll(() => rmSync(project, { recursive: true, force: true }))

it('the tarball has everything it names, and nothing else', () => {
  const files = readdirSync(join(project, 'node_modules/@magpie-im/sdk'), { recursive: true, encoding: 'utf8' })
  expect(files.filter((path) => /\.(?:ts|js)$/u.test(path) && !path.startsWith('dist/'))).toEqual([])
  const texts = files
    .filter((path) => /\.(?:ts|js)$/u.test(path))
    .map((path) => readFileSync(join(project, 'node_modules/@magpie-im/sdk', path), 'utf8'))
  expect(texts.length).toBeGreaterThan(50)
  expect(texts.filter((text) => /from '(?!\.|node:)/u.test(text))).toEqual([])
})

it('the example of the README is correct TypeScript with the tarball alone', { timeout: patience }, () => {
  const options = {
    target: 'es2024',
    lib: ['es2024', 'dom'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: [],
    noEmit: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, skipLibCheck: false }, include: ['*.ts'] }))
  writeFileSync(join(project, 'example.ts'), example)
  writeFileSync(
    join(project, 'doors.ts'),
    "import { type Message, connect } from '@magpie-im/sdk'\nimport { indexedDbStore } from '@magpie-im/sdk/browser'\n" +
      "const client = connect({ url: '', user: '', token: '', device: { id: '', type: 'web' }, store: indexedDbStore() })\n" +
      "export const page: Promise<Message[]> = client.history('user:ben').then(({ items }) => items)\n" +
      "// @ts-expect-error the types are there, and know what a message is\nexport const wrong: Promise<number> = client.history('user:ben')\n",
  )
  expect(node('typescript/bin/tsc', '-p', '.')).toBe('')
})

it('the example of the README works in a page that Vite builds, and is small', { timeout: patience }, async () => {
  // The page is told where the server is by its address.
  const page = example.replace("'ws://127.0.0.1:7180/ws'", '`ws://127.0.0.1:${location.search.slice(1)}/ws`')
  expect(page).toContain('location.search')
  const files = build('page', page)
  const scripts = [...files].filter(([path]) => path.endsWith('.js')).map(([, bytes]) => gzipSync(bytes).length)
  console.log(`the SDK in a page: ${scripts.join(' + ')} bytes, minified and gzipped`)
  expect(scripts.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(mostBytes)

  const backend = await serve(files)
  await using server = await startServer({ env: { MAGPIE_HTTP_ALLOWED_ORIGINS: backend.origin } })
  const [, ben] = await server.friends('ann', 'ben')
  files.set('/token', Buffer.from(server.token('ann')))
  await using window = await open('about:blank')
  const printed: string[] = []
  window.page.on('console', (message) => printed.push(message.text()))
  await window.page.goto(`${backend.origin}/example/index.html?${server.httpPort}`)
  await ben.expect('message')
  const answer = window.page.waitForEvent('console', (message) => message.text() === 'user:ben ben At noon')
  await ben.send('ann', 'At noon')
  await answer
  expect(printed).toEqual(['connecting', 'signedIn', 'sent', 'user:ben ann Lunch?', 'user:ben ben At noon'])
  window.expectClean()
})

it('the part for Node stands alone too, and speaks OMTP', { timeout: patience }, async () => {
  await using server = await startServer()
  writeFileSync(
    join(project, 'bot.js'),
    `import { connect } from '@magpie-im/sdk'
    import { omtpTransport, sqliteStore } from '@magpie-im/sdk/node'
    const [url, token] = process.argv.slice(2)
    const device = { id: 'bot', type: 'linux' }
    const client = connect({ url, token, user: 'ann', device, transport: omtpTransport(), store: sqliteStore(':memory:') })
    client.on('synced', () => void client.close())
    client.on('state', ({ name }) => console.log(name))`,
  )
  const args = [join(project, 'bot.js'), `omtp://127.0.0.1:${server.port}`, server.token('ann')]
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ...args], { cwd: project })
  expect(stdout.trim().split('\n')).toEqual(['connecting', 'signedIn', 'closed'])
})

it('the store of the browser gives back what it was given, to each account its own, also after a reload', {
  timeout: patience,
}, async () => {
  const files = build('store', readFileSync(new URL('../../packages/sdk/examples/browser/store.ts', import.meta.url), 'utf8'))
  const { origin } = await serve(files)
  await using window = await open('about:blank')
  const printed = () => window.page.waitForEvent('console').then((message) => message.text())
  const [first] = await Promise.all([printed(), window.page.goto(`${origin}/example/index.html`)])
  const [second] = await Promise.all([printed(), window.page.reload()])
  expect(first).toBe('["|",["b","3"],"|",["b","4"]]')
  expect(second).toBe('[["b","3"],"|",["b","3"],"|",["b","4"]]')
  window.expectClean()
})

/** A page with this program, as Vite makes it, by path. */
function build(name: string, program: string): Map<string, Buffer> {
  mkdirSync(join(project, name))
  writeFileSync(join(project, name, 'main.ts'), program)
  writeFileSync(join(project, name, 'index.html'), '<!doctype html><title>Chat</title><script type="module" src="./main.ts"></script>')
  node('vite/bin/vite.js', 'build', name, '--base', '/example/', '--logLevel', 'warn')
  const paths = readdirSync(join(project, name, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/u.test(path))
  return new Map(paths.map((path) => [`/example/${path}`, readFileSync(join(project, name, 'dist', path))]))
}

/** The developer's own site, which gives his page and tokens. */
async function serve(files: ReadonlyMap<string, Buffer>): Promise<{ readonly origin: string }> {
  const types: Readonly<Record<string, string>> = { js: 'text/javascript', html: 'text/html' }
  const site = createServer(({ url = '' }, response) => {
    const path = url.replace(/\?.*$/u, '')
    response.setHeader('content-type', types[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain')
    response.end(files.get(path))
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void site.close())
  return { origin: `http://127.0.0.1:${(site.address() as AddressInfo).port}` } // as: it listens on TCP
}
