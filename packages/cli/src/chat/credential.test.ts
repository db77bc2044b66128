import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, parseUserId } from '@magpie-im/model'
import { Tokens } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { findToken } from './credential.ts'

const data = join(tmpdir(), 'magpie-chat-without-a-server')
const ann = parseUserId('ann')
const now = 1_700_000_000_000
const clock: Clock = { now: () => now, monotonic: () => 0, after: () => ({ cancel: () => undefined }) }
const nothing = { flag: undefined, env: undefined, data, clock }

it('what the user gives comes before the environment, and both before the data folder', async () => {
  expect(await findToken(ann, { ...nothing, flag: 'a', env: 'b' })).toBe('a')
  expect(await findToken(ann, { ...nothing, env: 'b' })).toBe('b')
})

it('a name alone signs nobody in', async () => {
  await expect(findToken(ann, nothing)).rejects.toThrow(/^no token for ann: give --token or MAGPIE_TOKEN, or --data/u)
})

it('who may read the server’s secret gets a token made', async () => {
  const secret = Buffer.alloc(48, 7)
  const folder = mkdtempSync(join(tmpdir(), 'magpie-chat-'))
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ tokenSecret: secret.toString('base64url') }))

  const token = await findToken(ann, { ...nothing, data: folder })
  rmSync(folder, { recursive: true })

  await new Tokens(secret).verify(token, ann, now)
})
