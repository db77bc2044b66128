import { findInCode, lineAt, type Rule, type SourceFile } from './source-file.ts'

interface Row {
  readonly pattern: RegExp
  readonly problem: string
  readonly where: (file: SourceFile) => boolean
}

const isPure = (file: SourceFile) => !file.isTest && (file.package === 'services' || file.package === 'model')

/** What may not be written, and where. */
const rows: readonly Row[] = [
  {
    pattern: /\bprocess\s*\.\s*env\b/gu,
    problem: 'the environment is read in server/src/config alone',
    where: (file) => file.package !== undefined && !file.isTest && !/^packages\/server\/src\/config[-./]/u.test(file.path),
  },
  {
    pattern: /\b(?:Date\.now|Math\.random|performance\.now|setTimeout|setInterval|setImmediate)\b|\bnew Date\(\s*\)/gu,
    problem: 'time and chance come from ports',
    where: isPure,
  },
  { pattern: /\bexport\s*\*/gu, problem: 'an export has a name', where: () => true },
  {
    pattern: /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/gu,
    problem: 'an export has a name',
    where: ({ path }) => !/^(?:apps\/)?vite(?:st)?\.config\.ts$/u.test(path),
  },
  {
    pattern: /\bsetTimeout\(\s*(?:resolve|done|ok|r)\b|\bsetTimeout\s*\}?\s*=\s*promisify|\b(?:sleep|delay)\(\s*\d/gu,
    problem: 'a test waits for a condition, never for a time',
    where: ({ path }) => path.endsWith('.test.ts'),
  },
]

const protocols = /omtp|otim|teamtalk|\bgim\b/giu

/** `model` and `services` know no protocol, in comments neither. */
const protocolRule: Rule = (file) => {
  if (!isPure(file)) return []
  const hits = [...file.text.matchAll(protocols)]
  return hits.map(({ 0: word, index }) => ({
    path: file.path,
    line: lineAt(file.text, index),
    problem: `${file.package} has never heard of ${word}`,
  }))
}

const timerRule: Rule = ({ path, imports }) => {
  const timers = path.endsWith('.test.ts') ? imports.filter(({ from }) => /^(?:node:)?timers\/promises$/u.test(from)) : []
  return timers.map(({ line }) => ({ path, line, problem: 'a test waits for a condition, never for a time' }))
}

const rowRules: readonly Rule[] = rows.map(
  ({ pattern, problem, where }) =>
    (file) =>
      where(file) ? findInCode(file, pattern, problem) : [],
)

export const forbidden: Rule = (file) => [...rowRules, protocolRule, timerRule].flatMap((rule) => rule(file))
