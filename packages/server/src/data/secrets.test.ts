import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { readOrMakeSecrets, readSecrets } from './secrets.ts'

it('secrets are made at the first start, for the owner only, and stay', () => {
  const folder = temporaryFolder()
  const made = readOrMakeSecrets(folder)
  expect(made.tokenSecret.length).toBeGreaterThanOrEqual(32)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)

  expect(readOrMakeSecrets(folder)).toEqual(made)
  expect(readSecrets(folder)).toEqual(made)
  expect(readOrMakeSecrets(temporaryFolder())).not.toEqual(made)
})

it('a secret shorter than 32 bytes is refused with what to do about it', () => {
  const { folder, file } = folderWith(JSON.stringify({ tokenSecret: Buffer.alloc(31, 1).toString('base64url') }))
  expect(() => readOrMakeSecrets(folder)).toThrow(StartError)
  expect(() => readOrMakeSecrets(folder)).toThrow(`tokenSecret in ${file} is shorter than 32 bytes; delete the file`)

  const enough = folderWith(JSON.stringify({ tokenSecret: Buffer.alloc(32, 1).toString('base64url') }))
  expect(readOrMakeSecrets(enough.folder).tokenSecret).toEqual(Buffer.alloc(32, 1))
})

it.each(['', '{', 'null', '{"tokenSecret":7}'])('a file that holds %j is refused, and nothing of it is shown (I16)', (text) => {
  const { folder, file } = folderWith(text)
  expect(() => readOrMakeSecrets(folder)).toThrow(new StartError(`cannot read ${file}`))
  expect(readFileSync(file, 'utf8')).toBe(text)
})

it('without secrets a command says that the server makes them', () => {
  const folder = temporaryFolder()
  expect(() => readSecrets(folder)).toThrow(`there is no ${join(folder, 'secrets.json')}; start the server once to make it`)
})

function folderWith(text: string): { folder: string; file: string } {
  const folder = temporaryFolder()
  const file = join(folder, 'secrets.json')
  writeFileSync(file, text)
  return { folder, file }
}
