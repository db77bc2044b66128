import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cutPower } from './power-cut.ts'

const shim = new URL('power-cut.mjs', import.meta.url).href

/** Runs `script` (with `fs` and the folder `dir`) under the shim until it kills itself, then cuts the power. */
function run(script: string, { withoutSync = false, tear = false } = {}) {
  const temp = mkdtempSync(join(tmpdir(), 'magpie-cut-'))
  onTestFinished(() => rmSync(temp, { recursive: true }))
  const dir = join(temp, 'data')
  mkdirSync(dir)
  writeFileSync(join(dir, 'old'), 'oldoldold')
  const env = {
    NODE_OPTIONS: `--import=${shim}`,
    SHIM_CUT_FOLDER: dir,
    SHIM_CUT_LOG: join(temp, 'log'),
    SHIM_CUT_WITHOUT_SYNC: withoutSync ? '1' : '',
    SHIM_BOOT_ID: 'another-boot',
  }
  const file = join(temp, 'script.mjs')
  writeFileSync(file, `import * as fs from 'node:fs'\nconst dir = ${JSON.stringify(dir)}\n${script}\nprocess.kill(process.pid, 'SIGKILL')`)
  const { signal, stderr } = spawnSync(process.execPath, [file], { cwd: temp, env, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(signal).toBe('SIGKILL')
  const undone = cutPower(join(temp, 'log'), { tear })
  expect(readdirSync(temp).sort()).toEqual(expect.arrayContaining(['data', 'script.mjs']))
  const read = (name: string) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : undefined)
  return { undone, read }
}

const dsync = 'fs.constants.O_RDWR | fs.constants.O_DSYNC'

it('takes back what was written and not synced', () => {
  const { read } = run(`const fd = fs.openSync(dir + '/old', 'r+'); fs.writeSync(fd, 'newnewnewnew', 3)`)
  expect(read('old')).toBe('oldoldold')
})

it('leaves what was synced, and takes back what came after', () => {
  const { read } = run(
    `const fd = fs.openSync(dir + '/old', 'r+'); fs.writeSync(fd, 'new'); fs.fdatasyncSync(fd); fs.writeSync(fd, 'more than before')`,
  )
  expect(read('old')).toBe('newoldold')
})

it('leaves what was written through a descriptor that syncs, also over bytes that were not', () => {
  const { read } = run(`const plain = fs.openSync(dir + '/old', 'r+'); fs.writeSync(plain, '_________')
    const fd = fs.openSync(dir + '/old', ${dsync}); fs.writevSync(fd, [Buffer.from('n'), Buffer.from('ew')], 3)`)
  expect(read('old')).toBe('oldnewold')
})

it('leaves half of a torn write', () => {
  const { read } = run(`const fd = fs.openSync(dir + '/old', 'r+'); fs.writeSync(fd, 'x'.repeat(2048), 0)`, { tear: true })
  expect(read('old')).toBe('x'.repeat(1024))
})

it('takes back new names and old ones that were not synced with their folder', () => {
  const { read } = run(`fs.writeFileSync(dir + '/new', 'x'); fs.renameSync(dir + '/old', dir + '/other')`)
  expect([read('new'), read('other'), read('old')]).toEqual([undefined, undefined, 'oldoldold'])
})

it('leaves names that were synced with their folder', () => {
  const { read } = run(`const fd = fs.openSync(dir + '/new', 'wx'); fs.writeSync(fd, 'new'); fs.fsyncSync(fd)
    fs.renameSync(dir + '/new', dir + '/old'); fs.fsyncSync(fs.openSync(dir, 'r'))`)
  expect([read('new'), read('old')]).toEqual([undefined, 'new'])
})

it('takes back everything when the sync is taken out', () => {
  const { undone, read } = run(`const fd = fs.openSync(dir + '/old', ${dsync}); fs.writeSync(fd, 'new'); fs.fsyncSync(fd)`, {
    withoutSync: true,
  })
  expect([undone, read('old')]).toEqual([1, 'oldoldold'])
})

it('sees worker threads, callbacks, promises and file handles', () => {
  const { read } = run(`const { Worker } = await import('node:worker_threads')
    fs.writeFileSync('worker.mjs', "import fs from 'node:fs'; fs.writeSync(fs.openSync(" + JSON.stringify(dir + '/old') + ", 'r+'), 'worker')")
    await new Promise((done) => new Worker('./worker.mjs').on('exit', done))
    const handle = await fs.promises.open(dir + '/old', 'r+'); await handle.write('handle')
    await new Promise((done) => fs.write(handle.fd, 'callback', 0, done))
    await fs.promises.appendFile(dir + '/old', 'promise')`)
  expect(read('old')).toBe('oldoldold')
})

it('gives the machine another boot', () => {
  const { read } = run(`const id = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    const fd = fs.openSync(dir + '/old', ${dsync}); fs.writeSync(fd, id.trim())`)
  expect(read('old')).toBe('another-boot')
})
