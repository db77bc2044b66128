import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { StartError } from '../start-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { DataFolder } from './data-folder.ts'
import { FolderLock } from './lock.ts'

it('a data folder is made when it is missing, for the owner only', () => {
  const path = join(temporaryFolder(), 'a', 'b')
  const folder = DataFolder.open(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect([folder.path, folder.journal, folder.database]).toEqual([path, join(path, 'journal'), join(path, 'magpie.db')])
  folder.release()
})

it('a data folder is held by one at a time', () => {
  const path = temporaryFolder()
  const folder = DataFolder.open(path)
  expect(DataFolder.tryOpen(path)).toBeUndefined()
  expect(() => DataFolder.open(path)).toThrow(new StartError(`the data folder ${path} is in use by another process`))

  folder.release()
  DataFolder.open(path).release()
})

it('the files of a folder are for the owner only, whoever may see the folder', () => {
  const path = temporaryFolder()
  chmodSync(path, 0o755)
  DataFolder.open(path).release()
  for (const file of ['lock', 'secrets.json']) expect([file, statSync(join(path, file)).mode & 0o777]).toEqual([file, 0o600])
})

it('a folder whose holder was killed is free at once', async () => {
  const path = temporaryFolder()
  const holder = await holderOf(path)
  expect(FolderLock.tryTake(path)).toBeUndefined()

  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = FolderLock.tryTake(path)
  expect(lock).toBeDefined()
  lock?.release()
})

it('a folder that cannot be used is refused in one sentence', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below')]) expect(() => DataFolder.open(path)).toThrow(`cannot use the data folder ${path}: `)
  expect(() => DataFolder.open(file)).toThrow(StartError)
})

it('a folder whose secrets are bad is let go again', () => {
  const path = temporaryFolder()
  const secrets = join(path, 'secrets.json')
  writeFileSync(secrets, '{"tokenSecret":"short"}')
  expect(() => DataFolder.open(path)).toThrow('shorter than 32 bytes')

  writeFileSync(secrets, JSON.stringify({ tokenSecret: 'x'.repeat(64) }))
  DataFolder.open(path).release()
})

/** Another process that has the folder. */
async function holderOf(path: string) {
  const lock = new URL('lock.ts', import.meta.url).href
  const script = `import { FolderLock } from '${lock}'; globalThis.lock = FolderLock.tryTake(process.argv[1]); console.log('taken'); process.stdin.resume()`
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: holder.stdout }), 'line')
  expect(line).toBe('taken')
  return holder
}
