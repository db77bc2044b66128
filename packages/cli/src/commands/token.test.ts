import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataFolder } from '@magpie-im/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { token } from './token.ts'

const folder = mkdtempSync(join(tmpdir(), 'magpie-token-'))
const run = (values: Record<string, string>) => token.run({ data: folder, ...values }, [])

beforeAll(() => DataFolder.open(folder).release())
afterAll(() => rmSync(folder, { recursive: true }))

it('tokens for a range of users go into a file, a line each, numbers as wide as the first', async () => {
  const out = join(folder, 'tokens')
  expect(await run({ users: 'u08..u11', out })).toBe(0)
  const rows = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(rows.map((row) => row.split('\t')[0])).toEqual(['u08', 'u09', 'u10', 'u11'])
})

it.for([
  ['a file that cannot be written', { users: 'u0..u9', out: '/does/not/exist' }, /^cannot write \/does\/not\/exist: /],
  ['more users than anybody has', { users: 'u0..u99999999999' }, /^--users must not name more than 10000000 users$/],
  ['a range that goes back', { users: 'u9..u0' }, /range/],
  ['a range without a file', { users: 'u0..u9' }, /--out FILE/],
  ['a number of days that is none', { user: 'u', days: 'many' }, /--days/],
] as const)('%s is refused in one sentence', async ([, values, sentence]) => {
  await expect(run(values)).rejects.toMatchObject({ name: 'StartError', message: expect.stringMatching(sentence) })
})
