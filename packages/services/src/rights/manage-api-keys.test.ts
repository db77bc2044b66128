import { expect, it } from 'vitest'
import { Writers } from '../testing/writers.fixture.ts'
import { ManageApiKeys } from './manage-api-keys.ts'

it('a key is known by its text, also over restarts and from a checkpoint, and the text is nowhere', async () => {
  const { writers, keys } = await office()
  const { key, text } = await keys.create({ name: 'backend', scopes: ['read', 'send', 'read'] })
  expect(key).toMatchObject({ name: 'backend', scopes: ['read', 'send'], expiresAt: 0 })
  expect(keys.verify(text)).toEqual(key)
  expect(JSON.stringify(writers.records)).not.toContain(text.slice(-43))

  const restarted = await writers.restart()
  await restarted.journal.checkpoint(restarted.state.snapshot())
  expect(of(await restarted.restart()).verify(text)).toEqual(key)
})

it('anything but the text of a key is refused alike', async () => {
  const { keys } = await office()
  const { text } = await keys.create({ name: 'backend', scopes: ['read'] })
  const other = text.endsWith('A') ? 'B' : 'A'
  for (const wrong of [
    '',
    text.slice(0, -1),
    `${text.slice(0, -1)}${other}`,
    text.replace(/_[0-9a-f]{12}_/, '_000000000000_'),
    ` ${text}`,
  ]) {
    expect(() => keys.verify(wrong)).toThrow(expect.objectContaining({ name: 'KeyRefused', message: 'a valid API key is needed' }))
  }
})

it('a key ends at its time, and when it is revoked', async () => {
  const { writers, keys } = await office()
  const short = await keys.create({ name: 'short', scopes: ['read'], expiresInSeconds: 1.5 })
  const long = await keys.create({ name: 'long', scopes: ['read'] })
  writers.clock.pass(1499)
  expect(keys.verify(short.text).name).toBe('short')
  writers.clock.pass(1)
  expect(() => keys.verify(short.text)).toThrow(expect.objectContaining({ name: 'KeyRefused' }))

  await keys.revoke(long.key.id)
  expect(() => keys.verify(long.text)).toThrow(expect.objectContaining({ name: 'KeyRefused' }))
  await expect(keys.revoke(long.key.id)).rejects.toMatchObject({ name: 'NotFound' })
  expect(
    of(await writers.restart())
      .list()
      .map(({ name }) => name),
  ).toEqual(['short'])
})

it('a key that could not be stored is none, and one whose end could not be stored goes on', async () => {
  const { writers, keys } = await office()
  const { key, text } = await keys.create({ name: 'backend', scopes: ['read'] })
  writers.journal.fail()
  await expect(keys.create({ name: 'more', scopes: ['read'] })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await expect(keys.revoke(key.id)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(keys.list()).toEqual([key])
  expect(keys.verify(text)).toEqual(key)
})

it.each([
  ['without a name', { name: '', scopes: ['read'] as const }],
  ['without a scope', { name: 'x', scopes: [] }],
  ['that is over already', { name: 'x', scopes: ['read'] as const, expiresInSeconds: 0 }],
  ['that outlives the calendar', { name: 'x', scopes: ['read'] as const, expiresInSeconds: 86_400e9 }],
  ['that never ends in so many words', { name: 'x', scopes: ['read'] as const, expiresInSeconds: Number.POSITIVE_INFINITY }],
  ['with no time as its end', { name: 'x', scopes: ['read'] as const, expiresInSeconds: Number.NaN }],
])('a key %s is refused', async (_, key) => {
  const { keys } = await office()
  await expect(keys.create(key)).rejects.toMatchObject({ name: 'BadRequest' })
  expect(keys.list()).toEqual([])
})

async function office(): Promise<{ writers: Writers; keys: ManageApiKeys }> {
  const writers = await Writers.open()
  return { writers, keys: of(writers) }
}

function of({ journal, state, clock }: Writers): ManageApiKeys {
  return new ManageApiKeys({ journal, keys: state.apiKeys, clock })
}
