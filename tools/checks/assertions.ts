import { lineAt, type Rule } from './source-file.ts'

/** Renames of imports and exports, which use the same word. */
const renames = /\b(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?(?:\{[^}]*\}|\*\s*as\s+\w+)/gu
/** Keys of a mapped type renamed. */
const keys = /\[\s*\w+\s+in\s[^\n]*?\sas\s/gu
const assertion = /\bas\s+(?!const\b)[\w({['"`]/gu

/** Every access there is preceded by the check that makes it safe. */
const bytes = 'packages/wire/src/bytes.ts'

/** Whoever knows more than the compiler says why, on the line or right above it. */
export const assertionRule: Rule = ({ path, text, code, comments }) => {
  if (path === bytes) return []
  const explained = new Set(comments.flatMap(({ start, end }) => [lineAt(text, start), lineAt(text, end) + 1]))
  const blank = (found: string) => found.replace(/[^\n]/gu, ' ')
  const statements = code.replace(renames, blank).replace(keys, blank)
  return [...statements.matchAll(assertion)]
    .map(({ index }) => lineAt(text, index))
    .filter((line) => !explained.has(line))
    .map((line) => ({ path, line, problem: '`as` without a reason' }))
}
