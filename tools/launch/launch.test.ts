import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A checkout in small: the real launcher over an npm that notes its calls and a compiler that copies. */
function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'magpie-launch-'))
  folders.push(root)
  const file = (path: string, content: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  cpSync(join(repository, 'magpie'), join(root, 'magpie'))
  cpSync(join(repository, 'tools/launch'), join(root, 'tools/launch'), { recursive: true })
  for (const path of ['package.json', 'packages/cli/package.json']) file(path, '{ "type": "module" }')
  for (const path of ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'packages/cli/tsconfig.json']) file(path, '{}')
  file('packages/cli/src/main.ts', 'console.log(...process.argv.slice(2)); process.exitCode = 3')
  file(
    'tsc',
    "import { appendFileSync, cpSync } from 'node:fs'\nappendFileSync('calls', 'tsc ')\ncpSync('packages/cli/src/main.ts', 'packages/cli/dist/main.js')",
  )
  file('rolldown/package.json', '{ "type": "module", "exports": "./index.js" }')
  file(
    'rolldown/index.js',
    "import { cpSync, existsSync } from 'node:fs'\nexport const build = ({ input, output }) => existsSync(input) && cpSync(input, output.file)",
  )
  file(
    'bin/npm',
    '#!/bin/sh\nprintf "npm " >> calls\n[ -e npm-fails ] && echo "no registry" && exit 1\nmkdir -p node_modules/typescript/bin && cp tsc node_modules/typescript/bin/tsc && cp -r rolldown node_modules',
  )
  chmodSync(join(root, 'bin/npm'), 0o755)
  const start = (...args: string[]) =>
    spawn(process.execPath, [join(root, 'magpie'), ...args], {
      env: { ...process.env, PATH: [join(root, 'bin'), process.env['PATH']].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const calls = () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim() : '')
  return { root, file, start, calls }
}

type Running = ReturnType<ReturnType<typeof checkout>['start']>

async function result(running: Running) {
  const ended = once(running, 'close')
  const [stdout, stderr] = await Promise.all([text(running.stdout), text(running.stderr)])
  await ended
  return { code: running.exitCode, signal: running.signalCode, stdout, stderr }
}

it('the first start installs, builds and runs; its arguments and exit code go through', async () => {
  const { start, calls } = checkout()
  const { code, stdout, stderr } = await result(start('chat', '--user', 'ann'))
  expect({ code, stdout }).toEqual({ code: 3, stdout: 'chat --user ann\n' })
  expect(stderr).toBe('installing dependencies (first time: about half a minute) …\nbuilding …\n')
  expect(calls()).toBe('npm tsc')
})

it('the second start neither installs nor builds nor says anything', async () => {
  const { start, calls } = checkout()
  await result(start())
  const { code, stderr } = await result(start())
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
  expect(calls()).toBe('npm tsc')
})

it('a changed source is built again and what was made of a deleted one is gone', async () => {
  const { root, file, start, calls } = checkout()
  file('packages/cli/dist/old.js', '')
  file('packages/cli/dist/old.d.ts.map', '')
  await result(start())
  file('packages/cli/src/main.ts', 'console.log("new")')
  const { stdout } = await result(start())
  expect(stdout).toBe('new\n')
  expect(calls()).toBe('npm tsc tsc')
  expect(existsSync(join(root, 'packages/cli/dist/old.js'))).toBe(false)
  expect(existsSync(join(root, 'packages/cli/dist/old.d.ts.map'))).toBe(false)
})

it('a changed test is no reason to build', async () => {
  const { file, start, calls } = checkout()
  await result(start())
  file('packages/cli/src/main.test.ts', '')
  await result(start())
  expect(calls()).toBe('npm tsc')
})

it('a changed lockfile installs and builds again', async () => {
  const { file, start, calls } = checkout()
  await result(start())
  file('package-lock.json', '{ "name": "new" }')
  await result(start())
  expect(calls()).toBe('npm tsc npm tsc')
})

it('of several first starts at once only one installs', async () => {
  const { start, calls } = checkout()
  const results = await Promise.all([start('a'), start('b'), start('c')].map(result))
  expect(results.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n'])
  expect(calls()).toBe('npm tsc')
})

it('npm is heard only when it fails, and the next start tries again', async () => {
  const { root, file, start } = checkout()
  file('npm-fails', '')
  const failed = await result(start())
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('no registry\nThe dependencies could not be installed')
  rmSync(join(root, 'npm-fails'))
  expect((await result(start())).code).toBe(3)
})

const waits = 'setInterval(() => {}, 1000); console.log(process.pid);'

async function firstLine(running: ChildProcess) {
  const [chunk] = await once(running.stdout ?? running, 'data')
  return String(chunk).trim()
}

it("a signal reaches the program, whose exit code is the launcher's", async () => {
  const { file, start } = checkout()
  file('packages/cli/src/main.ts', `process.on('SIGTERM', () => process.exit(7)); ${waits}`)
  const running = start()
  await firstLine(running)
  running.kill('SIGTERM')
  expect(await result(running)).toMatchObject({ code: 7, signal: null })
})

it('a program killed by a signal makes the launcher die of the same', async () => {
  const { file, start } = checkout()
  file('packages/cli/src/main.ts', waits)
  const running = start()
  process.kill(Number(await firstLine(running)), 'SIGKILL')
  expect(await result(running)).toMatchObject({ code: null, signal: 'SIGKILL' })
})

it('the program notices when the launcher is killed', async () => {
  const { file, start } = checkout()
  file('packages/cli/src/main.ts', `process.on('disconnect', () => { console.log('alone'); process.exit() }); ${waits}`)
  const running = start()
  await firstLine(running)
  const rest = text(running.stdout)
  running.kill('SIGKILL')
  expect(await rest).toBe('alone\n')
})
