import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { differences } from './differences.ts'
import { recorderEnvironment } from './recorder.ts'
import { Replay } from './replay.ts'
import { readSteps, type Step } from './steps.ts'

/** Runs `script` (with `fs` and the folder `dir`, which is there) under the recorder; its record has to add up to the folder. */
function recorded(script: string): { steps: Step[]; root: string; signal: string | null } {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-recorder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [root, log, stop, bootId] = ['root', 'record', 'stop', 'boot'].map((name) => join(folder, name)) as [string, string, string, string] // as: of four, four
  mkdirSync(root)
  writeFileSync(bootId, 'another boot\n')
  const file = join(folder, 'script.mjs')
  writeFileSync(
    file,
    `import fs from 'node:fs'\nconst dir = ${JSON.stringify(join(root, 'dir'))}, stop = ${JSON.stringify(stop)}\nfs.mkdirSync(dir)\n${script}`,
  )
  const env = recorderEnvironment({ root, log, stop, bootId, syncMicroseconds: 0 })
  const { stderr, signal } = spawnSync(process.execPath, [file], { env, encoding: 'utf8', cwd: folder })
  expect(stderr).toBe('')
  const steps = existsSync(log) ? readSteps(log) : []
  const replay = new Replay(steps, { root, cuts: [] })
  replay.to(steps.length)
  expect(differences(replay.disk.cached(), root)).toEqual([])
  return { steps, root, signal }
}

const kindsOf = (steps: readonly Step[]) => steps.map(({ kind }) => kind)

it('sees every way of Node to write, also of other threads', () => {
  const { root } = recorded(`
    const { Worker } = await import('node:worker_threads')
    fs.writeFileSync('worker.mjs', "import fs from 'node:fs'; fs.writeFileSync(" + JSON.stringify(dir + '/of-a-thread') + ", 'worker')")
    await new Promise((done) => new Worker('./worker.mjs').on('exit', done))
    fs.appendFileSync(dir + '/appended', 'one'); fs.appendFileSync(dir + '/appended', 'two')
    const fd = fs.openSync(dir + '/positions', 'w+')
    fs.writevSync(fd, [Buffer.from('a'), Buffer.from('bc')], 10); fs.writeSync(fd, 'start'); fs.writeSync(fd, Buffer.alloc(9000, 7), 0, 9000, 5000)
    fs.ftruncateSync(fd, 7000); fs.closeSync(fd)
    const handle = await fs.promises.open(dir + '/handle', 'w'); await handle.writeFile('by handle'); await handle.close()
    fs.renameSync(dir + '/handle', dir + '/renamed'); fs.writeFileSync(dir + '/gone', ''); fs.rmSync(dir + '/gone')`)
  expect(readFileSync(join(root, 'dir/renamed'), 'utf8')).toBe('by handle')
})

it('sees SQLite', () => {
  const { steps } = recorded(`
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(dir + '/database')
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (text); INSERT INTO t VALUES ('" + 'x'.repeat(9000) + "')")
    database.close()`)
  expect(kindsOf(steps)).toContain('sync')
})

it('tells the begin and the return of syncs and of writes through', () => {
  const { steps } = recorded(`
    const fd = fs.openSync(dir + '/file', fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_DSYNC)
    fs.writeSync(fd, 'x'); fs.fdatasyncSync(fd); fs.fsyncSync(fd)`)
  expect(kindsOf(steps).slice(2, 9)).toEqual(['open', 'write', 'written', 'sync', 'synced', 'sync', 'synced'])
})

it('ends the process between two operations, and gives it another boot of the machine', () => {
  const { signal, root } = recorded(`
    fs.writeFileSync(dir + '/boot', fs.readFileSync('/proc/sys/kernel/random/boot_id'))
    fs.writeFileSync(stop, ''); fs.writeFileSync(dir + '/late', 'x')`)
  expect(signal).toBe('SIGKILL')
  expect([readFileSync(join(root, 'dir/boot'), 'utf8'), existsSync(join(root, 'dir/late'))]).toEqual(['another boot\n', false])
})
