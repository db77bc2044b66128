import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DiskFaults } from './disk-faults.ts'

let folder: string
let disk: DiskFaults

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-disk-faults-'))
  mkdirSync(join(folder, 'data'))
  disk = new DiskFaults(join(folder, 'data'), join(folder, 'control'))
})

afterEach(() => {
  disk.close()
  rmSync(folder, { recursive: true })
})

/** What a program prints that runs on the folder. */
function run(program: string): string {
  const head = "import fs from 'node:fs'\nimport { DatabaseSync } from 'node:sqlite'\nconst data = process.env.FAULTS_FOLDER + '/'"
  const code = (f: string) => `const code = (f) => { try { return f() ?? 'done' } catch (e) { return e.code + (e.errcode ?? '') } }\n${f}`
  const args = ['--input-type=module', '-e', `${head}\n${code(program)}`]
  return execFileSync(process.execPath, args, { env: { ...disk.env }, encoding: 'utf8' }).trim()
}

const openThrough = "const fd = fs.openSync(data + 'log', fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_DSYNC, 0o600)"

it('counts the writes and syncs of files and of a database', () => {
  run("fs.writeFileSync(data + 'a', 'text'); fs.fsyncSync(fs.openSync(data + 'a', 'r+')); await fs.promises.writeFile(data + 'b', 'text')")
  expect(disk.counts()).toMatchObject({ writes: 2, syncs: 1 })
  run("const db = new DatabaseSync(data + 'x.db'); db.exec('create table t (a); insert into t values (1)'); db.close()")
  const { writes, syncs } = disk.counts()
  expect(writes).toBeGreaterThan(5)
  expect(syncs).toBeGreaterThan(4)
})

it('a full disk takes the bytes there is room for, and no more until it has room again', () => {
  disk.order({ room: 6 })
  const program = `${openThrough}
    const write = (text) => code(() => fs.writeSync(fd, text))
    console.log(write('1234'), write('5678'), write('9'), fs.readFileSync(data + 'log', 'utf8'))`
  expect(run(program)).toBe('4 2 ENOSPC 123456')
  expect(disk.counts().full).toBeGreaterThan(0)
  disk.heal()
  expect(run(program)).toBe('4 4 1 123456789')
})

it('files cannot grow on a full disk, and a database says that it is full', () => {
  disk.order({ room: 0 })
  const grown = "code(() => fs.ftruncateSync(fs.openSync(data + 'grown', 'w'), 10))"
  const stored = "code(() => new DatabaseSync(data + 'x.db').exec('create table t (a)'))"
  expect(run(`console.log(${grown}, ${stored})`)).toBe('ENOSPC ERR_SQLITE_ERROR13')
})

it('a sync fails as often as it is told to, and a write that is one leaves half of its bytes', () => {
  disk.order({ failingSyncs: 2 })
  const program = `${openThrough}
    const sync = () => code(() => fs.fdatasyncSync(fd))
    console.log(code(() => fs.writeSync(fd, '1234')), fs.readFileSync(data + 'log', 'utf8'), sync(), sync())`
  expect(run(program)).toBe('EIO 12 EIO done')
  expect(disk.counts()).toMatchObject({ failedSyncs: 2 })
})

it('a slow disk takes its time for every sync', () => {
  disk.order({ syncMicros: 30_000 })
  const program = `${openThrough}
    const began = performance.now()
    fs.fdatasyncSync(fd)
    console.log(performance.now() - began >= 30)`
  expect(run(program)).toBe('true')
  expect(disk.counts()).toMatchObject({ slowSyncs: 1 })
})

it('leaves what is elsewhere alone', () => {
  disk.order({ room: 0, failingSyncs: -1 })
  expect(run("fs.writeFileSync(data + '../elsewhere', 'text'); console.log('written')")).toBe('written')
  expect(disk.counts()).toMatchObject({ writes: 0, full: 0, failedSyncs: 0 })
})
