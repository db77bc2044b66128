import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runSteps } from './steps.mjs'

const where = { node: process.execPath, root: tmpdir() }
let folder = ''
let lines: string[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-steps-'))
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const step = (name: string, code: number) => ({ name, command: ['-e', `process.exit(${code})`] })

function testRun(result: object, code: number) {
  const report = join(folder, 'report.json')
  const script = 'require("node:fs").writeFileSync(process.argv[1], process.argv[2]); process.exit(Number(process.argv[3]))'
  return { name: 'tests', command: ['-e', script, report, JSON.stringify(result), String(code)], report }
}

it('the last line counts the tests', async () => {
  const result = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 }
  expect(await runSteps([step('types', 0), testRun(result, 0)], where)).toBe(true)
  expect(lines.at(-2)).toMatch(/^\neverything passed in \d+\.\d s, 1 tests not run$/)
  expect(lines.at(-1)).toBe('12 passed, 0 failed')
})

it('the first step that fails is the last one that runs', async () => {
  expect(await runSteps([step('types', 0), step('lint', 1), step('sizes', 0)], where)).toBe(false)
  expect(lines.filter((line) => line.startsWith('\n▶'))).toEqual(['\n▶ types', '\n▶ lint'])
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
})

it('a test run that fails without a failed test still counts as failed', async () => {
  const result = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
  expect(await runSteps([testRun(result, 1)], where)).toBe(false)
  expect(lines.at(-1)).toBe('12 passed, 1 failed')
})

it('a test run that leaves no report has failed, whatever it says', async () => {
  expect(await runSteps([{ ...step('tests', 0), report: join(folder, 'none.json') }], where)).toBe(false)
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
})
