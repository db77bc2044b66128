import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { invariantsOf, patchOf, readBugs } from './planted/bug.ts'
import { apply } from './planted/checkout.ts'

it.each(readBugs().map((bug) => [bug.name, bug] as const))('the bug %s fits the sources, and says what it breaks', (_, bug) => {
  execFileSync('git', [...apply, '--check', patchOf(bug)])
  expect(invariantsOf(bug)).not.toBe('')
})
