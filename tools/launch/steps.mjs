import { readFileSync, rmSync } from 'node:fs'
import { runInForeground } from './child.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command arguments of Node
 * @property {string} [report] where a test runner leaves its results as JSON
 */

/**
 * Runs the steps in turn until one fails, then says how it went; the last line is `N passed, N failed`, which counts
 * tests, or the step that failed before there were any.
 *
 * @param {readonly Step[]} steps
 * @param {{ node: string, root: string }} where
 * @returns {Promise<boolean>} whether all is well
 */
export async function runSteps(steps, where) {
  const began = performance.now()
  let counts = { passed: 0, failed: 0, skipped: 0 }
  let failed
  for (const step of steps) {
    const passed = await runStep(step, where)
    const counted = step.report === undefined ? counts : countsOf(step.report)
    counts = counted ?? counts
    if (passed && counted !== undefined) continue
    failed = step.name
    counts.failed ||= 1
    break
  }
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} tests not run`
  console.log(`\n${failed === undefined ? 'everything passed' : `${failed} failed`} in ${secondsSince(began)}${skipped}`)
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  return failed === undefined
}

/**
 * @param {Step} step
 * @param {{ node: string, root: string }} where
 */
async function runStep({ name, command, report }, { node, root }) {
  console.log(`\n▶ ${name}`)
  if (report !== undefined) rmSync(report, { force: true })
  const began = performance.now()
  const code = await runInForeground(node, command, root)
  console.log(`${code === 0 ? '✔' : '✘'} ${name} ${secondsSince(began)}`)
  return code === 0
}

/**
 * Undefined when the runner ended without a report.
 *
 * @param {string} report
 */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    return undefined
  }
}

/** @param {number} began */
const secondsSince = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`
