import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const program = fileURLToPath(new URL('soak.ts', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-soak-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

it('a short soak closes all it opened, and reports', { timeout: 120_000 }, async () => {
  const child = spawn(process.execPath, [program, '--minutes', '0.1', '--users', '12', '--rate', '100', '--out', folder])
  let [printed, progress] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    progress += text
  })
  try {
    const [code] = await once(child, 'close')

    expect(printed.trimEnd().split('\n').at(-1), progress).toBe('nothing grew that must not')
    expect(code).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  expect(report.samples.length).toBeGreaterThan(1)
  expect(report.samples.at(-1)).toMatchObject({ heapUsed: expect.any(Number), journalWritten: expect.any(Number) })
  expect(report.samples.at(-1).messages).toBeGreaterThan(100)
  expect(report.requestsByHttp).toBeGreaterThan(0)
  expect(readFileSync(join(folder, 'plot.svg'), 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\n$/)
})
