import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from './config/read.ts'
import { isLoopback } from './loopback.ts'
import { startServer } from './server.ts'
import { StartError } from './start-error.ts'
import { temporaryFolder } from './testing/temporary-folder.fixture.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is reached from this machine only', (host) => {
  expect(isLoopback(host)).toBe(true)
})

it.each(['0.0.0.0', '::', '', '192.168.0.1', '127.0.0.1.example.org', 'localhost.example.org'])('%s is not', (host) => {
  expect(isLoopback(host)).toBe(false)
})

it('a server that others could reach without TLS does not start, and leaves nothing behind', async () => {
  const data = join(temporaryFolder(), 'data')
  for (const door of ['omtp.host', 'http.host'] as const) {
    const config = readConfig({ flags: { data, [door]: '0.0.0.0' }, env: {}, file: undefined })
    await expect(startServer(config, { demo: false, log })).rejects.toThrow(StartError)
    await expect(startServer(config, { demo: false, log })).rejects.toThrow(`${door} is 0.0.0.0, which others can reach, without TLS`)
  }
  expect(existsSync(data)).toBe(false)
})

it('a read model that cannot be opened is refused in one sentence, and the folder is let go', async () => {
  const data = temporaryFolder()
  mkdirSync(join(data, 'magpie.db', 'in the way'), { recursive: true })
  const config = readConfig({ flags: { data, 'omtp.port': '0', 'http.port': '0' }, env: {}, file: undefined })
  for (const _ of ['once', 'again']) {
    const started = startServer(config, { demo: false, log })
    await expect(started).rejects.toMatchObject({ name: 'StartError', message: expect.stringMatching(/^cannot open the read model: /) })
  }
})
