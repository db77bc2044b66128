import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { orExplain, prepareHere, root } from './launch.mjs'
import { findNode } from './node.mjs'
import { runSteps } from './steps.mjs'

/** `npm test [-- <filters and options of vitest>]` */
const report = join(root, '.cache', 'vitest.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]

/** @type {import('./steps.mjs').Step[]} */
const steps = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'] },
  { name: 'lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'boundaries', command: ['tools/checks/boundaries.ts'] },
  { name: 'sizes', command: ['tools/checks/sizes.ts'] },
  { name: 'docs', command: ['tools/checks/docs.ts'] },
  { name: 'generated', command: ['tools/checks/generated.ts'] },
  { name: 'tests', command: ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)], report },
]

async function prepareAll() {
  await prepareHere()
  ensureChromium(console.log)
}

if (!(await orExplain(prepareAll))) console.log('0 passed, 1 failed')
else if (!(await runSteps(steps, { node: findNode(root), root }))) process.exitCode = 1
