import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '@magpie-im/model'
import { ManageUsers, nobodyOnline, Passwords, WritersState } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { DataFolder } from '../data/data-folder.ts'
import { openJournal } from '../open-journal.ts'
import { systemClock } from '../system-clock.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { type BackedUp, type BackUpTask, backUp } from './back-up.ts'
import { offlineBackupPoint } from './backup-point.ts'
import { readManifest } from './manifest.ts'
import { type Restored, type RestoreTask, restore } from './restore.ts'

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const unheard = () => undefined
const secretsIn = (folder: string) => readdirSync(folder).find((name) => name.startsWith('secrets.json.')) ?? ''

/** A data folder and where its backup goes. */
function folders() {
  const folder = temporaryFolder()
  return { data: join(folder, 'data'), target: join(folder, 'backup'), restored: join(folder, 'restored') }
}

/** Adds users, each durable by itself; gives the position and the time behind each. */
async function addUsers(data: string, ...ids: readonly string[]): Promise<{ position: number; at: number }[]> {
  const folder = DataFolder.open(data)
  const journal = await openJournal({ folder: folder.journal, log: silent, segmentBytes: 8_192 })
  const state = new WritersState(systemClock)
  await state.recover(journal)
  const users = new ManageUsers({ journal, accounts: state.accounts, passwords: new Passwords(), deliveries: nobodyOnline })
  const ends: { position: number; at: number }[] = []
  for (const id of ids) {
    await users.add({ id, name: 'n'.repeat(1_000) })
    ends.push({ position: journal.durable, at: Math.floor(state.stamps.last / 1000) })
  }
  await journal.close()
  folder.release()
  return ends
}

async function usersOf(data: string): Promise<[string, number][]> {
  const folder = DataFolder.open(data)
  const journal = await openJournal({ folder: folder.journal, log: silent })
  const state = new WritersState(systemClock)
  await state.recover(journal)
  await journal.close()
  folder.release()
  return [...state.accounts.list()].map(({ id, number }) => [id, number])
}

async function backedUp({ data, target }: Pick<BackUpTask, 'data' | 'target'>, more: Partial<BackUpTask> = {}): Promise<BackedUp> {
  const folder = DataFolder.open(data)
  try {
    const point = await offlineBackupPoint(folder, silent)
    return await backUp({ data, target, point, withSecrets: true, gently: false, onBytes: unheard, ...more })
  } finally {
    folder.release()
  }
}

function restoredTo(data: string, { target: from, ...more }: { target: string } & Partial<RestoreTask>): Promise<Restored> {
  return restore({ from, data, to: undefined, log: silent, onBytes: unheard, ...more })
}

const twelve = Array.from({ length: 12 }, (_, i) => `user-${String(i).padStart(2, '0')}`)
const numbered = (ids: readonly string[]) => ids.map((id, i) => [id, i + 1])

it('a restored server has everything, and gives nothing again that may have been given since (I2)', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve)
  await backedUp({ data, target })
  await addUsers(data, 'lost')

  const { users, epoch } = await restoredTo(restored, { target })
  expect([users, epoch.number]).toEqual([12, 1])
  expect(epoch.above.user).toBeGreaterThanOrEqual(1_000_012)
  await addUsers(restored, 'new')
  expect(await usersOf(restored)).toEqual([...numbered(twelve), ['new', epoch.above.user + 1]])
  const secrets = (folder: string) => readFileSync(join(folder, 'secrets.json'), 'utf8')
  expect(secrets(restored)).toBe(secrets(data))
})

it('files of a backup are for the owner only', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  await restoredTo(restored, { target })
  const modes = [target, restored, join(restored, 'journal')].flatMap((folder) =>
    readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o077),
  )
  expect(modes.length).toBeGreaterThan(5)
  expect(new Set(modes)).toEqual(new Set([0]))
})

it('without secrets a restored server makes its own', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  expect(secretsIn(target)).not.toBe('')
  await backedUp({ data, target }, { withSecrets: false })
  expect(secretsIn(target)).toBe('')
  await restoredTo(restored, { target })
  expect(existsSync(join(restored, 'secrets.json'))).toBe(false)
  expect(await usersOf(restored)).toEqual([['ann', 1]])
})

it('the next backup copies what is new, and what has rotted in the backup', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve)
  const first = await backedUp({ data, target })
  expect(first.copied).toBeGreaterThan(12_000)
  await addUsers(data, 'one more')
  const second = await backedUp({ data, target })
  expect(second.copied).toBeLessThan(8_192)
  expect(readdirSync(target).filter((name) => name.includes('.log.'))).toHaveLength(second.manifest.segments.length)

  const rotten = join(target, second.manifest.segments[0]?.file ?? '')
  const { size } = statSync(rotten)
  expect((await backedUp({ data, target })).copied).toBeLessThan(size)
  writeFileSync(rotten, flipped(readFileSync(rotten), 500))
  expect((await backedUp({ data, target })).copied).toBeGreaterThanOrEqual(size)
  await restoredTo(restored, { target })
  expect(await usersOf(restored)).toEqual(numbered([...twelve, 'one more']))
})

it.each([
  ['a flipped bit', (file: string) => writeFileSync(file, flipped(readFileSync(file), 700)), 'is not what was written'],
  ['a missing file', (file: string) => rmSync(file), 'is missing'],
  ['a shorter file', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, -1)), 'is not what was written'],
])('%s in a backup is found before anything is made of it', async (_, damage, words) => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve)
  const { manifest } = await backedUp({ data, target })
  damage(join(target, manifest.segments[1]?.file ?? ''))
  await expect(restoredTo(restored, { target })).rejects.toThrow(words)
  expect([existsSync(restored), existsSync(`${restored}.restoring`)]).toEqual([false, false])
})

it('a manifest that was changed or is of a later version is refused', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  const file = join(target, 'manifest.json')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('"position": ', '"position": 1'))
  await expect(restoredTo(restored, { target })).rejects.toThrow('manifest.json is not what was written')
  writeFileSync(file, text.slice(0, 40))
  await expect(restoredTo(restored, { target })).rejects.toThrow('manifest.json is not what was written')
  writeFileSync(file, text.replace('"format": 2', '"format": 3'))
  await expect(restoredTo(restored, { target })).rejects.toThrow('a newer version of magpie: format 3')
  rmSync(file)
  await expect(restoredTo(restored, { target })).rejects.toThrow('there is no finished backup')
})

it('a damaged journal is not backed up, and the earlier backup stays', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve)
  await backedUp({ data, target })
  await addUsers(data, ...twelve.map((id) => `more-${id}`))
  const segment =
    readdirSync(join(data, 'journal'))
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-2) ?? ''
  const point = await pointOf(data)
  const path = join(data, 'journal', segment)
  writeFileSync(path, flipped(readFileSync(path), 700))
  await expect(backUp({ data, target, point, withSecrets: true, gently: false, onBytes: unheard })).rejects.toThrow('journal is damaged')
  await restoredTo(restored, { target })
  expect(await usersOf(restored)).toEqual(numbered(twelve))
})

it('a backup that is interrupted at any step leaves the earlier one, whole, and can be repeated', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve.slice(0, 6))
  const { manifest: before } = await backedUp({ data, target })
  await addUsers(data, ...twelve.slice(6))
  let steps = Number.POSITIVE_INFINITY
  for (let last = 0; steps > last - 1; last++) {
    steps = 0
    const done = backedUp({ data, target }, { onBytes: () => interruptAt(++steps, last) })
    if ((await done.catch(() => undefined)) !== undefined) continue
    expect(readManifest(target)).toEqual(before)
    for (const { file, bytes } of before.segments) expect(statSync(join(target, file)).size).toBe(bytes)
  }
  await restoredTo(restored, { target })
  expect((await usersOf(restored)).length).toBe(12)
  expect(steps).toBeGreaterThan(4)
})

it('a restore that is interrupted at any step is not served, and the next begins anew', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, ...twelve)
  await backedUp({ data, target })
  let steps = Number.POSITIVE_INFINITY
  for (let last = 0; steps > last - 1; last++) {
    steps = 0
    rmSync(restored, { recursive: true, force: true })
    const done = restoredTo(restored, { target, onBytes: () => interruptAt(++steps, last) })
    if ((await done.catch(() => undefined)) !== undefined) continue
    expect(existsSync(restored)).toBe(false)
    if (existsSync(`${restored}.restoring`)) expect(() => DataFolder.open(`${restored}.restoring`)).toThrow('run ./magpie restore again')
  }
  expect(steps).toBeGreaterThan(4)
  expect((await usersOf(restored)).length).toBe(12)
})

it('a restore that ended between its last steps is not served either, and can be repeated', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  await restoredTo(restored, { target })
  writeFileSync(join(restored, 'RESTORING'), '')
  expect(() => DataFolder.open(restored)).toThrow('a restore to')
  await restoredTo(restored, { target })
  expect(await usersOf(restored)).toEqual([['ann', 1]])
})

it('a restore that was killed at its very beginning is not in the way of the next', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  mkdirSync(`${restored}.restoring`)
  writeFileSync(join(`${restored}.restoring`, 'lock'), '')
  await restoredTo(restored, { target })
  expect(await usersOf(restored)).toEqual([['ann', 1]])
})

it('a backup is restored to any point that was durable, by position or by time', async () => {
  const { data, target, restored } = folders()
  const ends = await addUsers(data, ...twelve)
  await backedUp({ data, target })
  for (const last of [1, 6, 7, 12]) {
    const end = ends[last - 1] ?? { position: 0, at: 0 }
    rmSync(restored, { recursive: true, force: true })
    expect(await restoredTo(restored, { target, to: { position: end.position } })).toMatchObject({ users: last, position: end.position })
    rmSync(restored, { recursive: true, force: true })
    const { users } = await restoredTo(restored, { target, to: { time: end.at } })
    expect(users).toBe(ends.filter(({ at }) => at <= end.at).length)
  }
  rmSync(restored, { recursive: true, force: true })
  const { epoch: ofAll } = await restoredTo(restored, { target })
  rmSync(restored, { recursive: true, force: true })
  const [first] = ends
  const { epoch } = await restoredTo(restored, { target, to: { position: first?.position ?? 0 } })
  expect(epoch.above.user, 'above all that the backup knows (I2)').toBeGreaterThanOrEqual(ofAll.above.user)
  rmSync(restored, { recursive: true, force: true })
  await expect(restoredTo(restored, { target, to: { position: (first?.position ?? 0) + 1 } })).rejects.toThrow(
    `the nearest end before it is ${first?.position}`,
  )
  await expect(restoredTo(restored, { target, to: { position: 1e9 } })).rejects.toThrow('the backup ends at position')
  await expect(restoredTo(restored, { target, to: { time: 0 } })).rejects.toThrow('begins after this time')
})

it('nothing is overwritten that is no backup of this server as it is', async () => {
  const { data, target, restored } = folders()
  await addUsers(data, 'ann')
  await backedUp({ data, target })
  await restoredTo(restored, { target })
  await expect(backedUp({ data: restored, target })).rejects.toThrow('it was restored or repaired since')
  await expect(backedUp({ data: restored, target: data })).rejects.toThrow('holds something that is no backup')
  await expect(restoredTo(data, { target })).rejects.toThrow('is not empty')

  const other = folders()
  await addUsers(other.data, 'ben')
  await expect(backedUp({ data: other.data, target })).rejects.toThrow('a backup of another server')
  mkdirSync(`${other.restored}.restoring`)
  writeFileSync(join(`${other.restored}.restoring`, 'notes.txt'), '')
  await expect(restoredTo(other.restored, { target })).rejects.toThrow('is in the way')
  expect(() => DataFolder.open(target)).toThrow('is a backup, no data folder')
})

async function pointOf(data: string) {
  const folder = DataFolder.open(data)
  const point = await offlineBackupPoint(folder, silent)
  folder.release()
  return point
}

function interruptAt(step: number, last: number): void {
  if (step > last) throw new Error('interrupted')
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
