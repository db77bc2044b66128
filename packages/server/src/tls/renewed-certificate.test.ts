import { copyFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@magpie-im/model'
import { beforeEach, expect, it, vi } from 'vitest'
import { readConfig } from '../config/read.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { openCertificate } from './open-certificate.ts'
import { RenewedCertificate } from './renewed-certificate.ts'

const fixtures = fileURLToPath(new URL('../../../../tests/fixtures/tls/', import.meta.url))
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
let folder = ''
let files = { cert: '', key: '' }
let due: (() => void)[] = []
const clock: Clock = {
  now: () => Date.UTC(2030, 0, 1),
  monotonic: () => 0,
  after: (_, action) => {
    due.push(action)
    return { cancel: () => void due.splice(due.indexOf(action), 1) }
  },
}

function place(part: 'cert' | 'key', pair: 'first' | 'second'): void {
  copyFileSync(join(fixtures, `${pair}.${part}.pem`), files[part])
}

function pass(): void {
  for (const action of due.splice(0)) action()
}

beforeEach(() => {
  folder = temporaryFolder()
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  place('cert', 'first')
  place('key', 'first')
  due = []
  vi.clearAllMocks()
})

it('a pair that is replaced is served from the next look on, and followers are told', () => {
  const certificate = new RenewedCertificate(files, { clock, log })
  const first = certificate.context()
  const follower = vi.fn()
  certificate.follow(follower)
  pass()
  expect(certificate.context()).toBe(first)

  place('cert', 'second')
  place('key', 'second')
  pass()
  expect(certificate.context()).not.toBe(first)
  expect(follower.mock.calls).toEqual([[certificate.present]])
})

it('while only one of the two is new, or one is broken or gone, the old pair stays in use, which is logged once', () => {
  const certificate = new RenewedCertificate(files, { clock, log })
  const first = certificate.context()
  place('cert', 'second')
  pass()
  pass()
  expect([certificate.context(), log.error.mock.calls.length]).toEqual([first, 1])

  truncateSync(files.key)
  pass()
  expect([certificate.context(), log.error.mock.calls.length]).toEqual([first, 2])

  place('key', 'second')
  pass()
  expect(certificate.context()).not.toBe(first)
})

it('is read at once when somebody asks for it', () => {
  const certificate = new RenewedCertificate(files, { clock, log })
  const first = certificate.context()
  certificate.renew()
  expect(certificate.context()).not.toBe(first)
})

it('one that has expired is served, with a warning', () => {
  new RenewedCertificate(files, { clock: { ...clock, now: () => Date.UTC(2100, 0, 1) }, log })
  expect(log.warn).toHaveBeenCalledWith(expect.stringContaining('expired'), expect.anything())
})

it('is not looked at any more once closed', () => {
  new RenewedCertificate(files, { clock, log }).close()
  expect(due).toEqual([])
})

it.for([
  ['without a key', { 'tls.cert': '/a.pem' }, 'tls.cert and tls.key belong together: tls.key is missing'],
  ['without a certificate', { 'tls.key': '/a.pem' }, 'tls.cert and tls.key belong together: tls.cert is missing'],
  ['without the file', { 'tls.cert': '/does/not/exist', 'tls.key': '/nor/this' }, 'cannot read tls.cert: ENOENT'],
  ['with two that are no pair', { 'tls.cert': 'first.cert.pem', 'tls.key': 'second.key.pem' }, 'are no certificate with its private key: '],
  [
    'with a key for a certificate',
    { 'tls.cert': 'first.key.pem', 'tls.key': 'first.key.pem' },
    'are no certificate with its private key: ',
  ],
] as const)('%s the server does not start and says so', ([, paths, sentence]) => {
  const flags = Object.fromEntries(Object.entries(paths).map(([key, file]) => [key, file.startsWith('/') ? file : join(fixtures, file)]))
  const config = readConfig({ flags, env: {}, file: undefined })
  expect(() => openCertificate(config, { clock, log })).toThrow(sentence)
})

it('without either there is no TLS', () => {
  expect(openCertificate(readConfig({ flags: {}, env: {}, file: undefined }), { clock, log })).toBeUndefined()
})
