import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { faultNames } from './real/faults.ts'

const program = fileURLToPath(new URL('prove.ts', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-prove-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

async function prove(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, '--out', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [printed, progress] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    progress += text
  })
  try {
    const [code] = await once(child, 'close')
    return { code, lines: printed.trimEnd().split('\n'), progress }
  } finally {
    child.kill('SIGKILL')
  }
}

it('a real server keeps its promises through every kind of fault', { timeout: 180_000 }, async () => {
  const { code, lines, progress } = await prove('--minutes', '0.2', '--users', '16', '--rate', '300')

  expect(lines.at(-2), progress).toMatch(/ lost 0, doubled 0, out of order 0, wrong unread 0, other 0$/)
  expect(lines.at(-1)).toBe('1 passed, 0 failed')
  expect(code).toBe(0)
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  for (const name of faultNames) expect(report.counts[name], name).toBeGreaterThan(0)
  expect(report.rounds[0].tally.acked).toBeGreaterThan(500)
  expect(report.messagesReadBack).toBeGreaterThanOrEqual(report.rounds[0].tally.acked)
  expect(readFileSync(join(folder, 'plot.svg'), 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\n$/)
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

it('a server that does not start is a sentence', { timeout: 60_000 }, async () => {
  const { code, progress } = await prove('--main', join(folder, 'no-such-program.js'))
  expect(code).toBe(1)
  expect(progress).toMatch(/prove: the server did not start/)
})
