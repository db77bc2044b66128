import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const most = 40_000
const imports = /^(?:import|export) [^']*?from '(\.\/[^']+)'$/gmu

/** Every file that a program with the core runs, without types and comments. */
function* coreOf(url: URL, found = new Set<string>()): Generator<string> {
  if (found.has(url.href)) return
  found.add(url.href)
  const code = stripTypeScriptTypes(readFileSync(url, 'utf8'))
  yield code
  for (const [, path = ''] of code.matchAll(imports)) yield* coreOf(new URL(path, url), found)
}

it('the core is small, before anybody makes it smaller', () => {
  const files = [...coreOf(new URL('index.ts', import.meta.url))]
  const size = gzipSync(files.join('\n')).length
  console.log(`the core of the SDK: ${files.length} files, ${size} bytes gzipped, not minified`)
  expect(files.length).toBeGreaterThan(15)
  expect(size).toBeLessThan(most)
})

it('the core needs nothing of Node or a browser', async () => {
  const program = fileURLToPath(new URL('testing/bare.fixture.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--experimental-vm-modules', '--no-warnings', program])
  expect(JSON.parse(stdout)).toEqual({
    frames: ['signIn', 'listConversations', 'syncPriority', 'listMessages', 'sendMessage', 'signOut'],
    seen: 'Hello',
    sent: 'sent',
    state: 'closed',
    globals: [],
  })
})
