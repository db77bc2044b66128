import { posix } from 'node:path'
import type { Import, Rule, SourceFile, Violation } from './source-file.ts'

const all = ['model', 'wire', 'services', 'journal', 'storage', 'projector', 'gateway', 'http', 'outside', 'cluster', 'push']

/** The architecture: what a package may import. Nothing else may. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  wire: [],
  services: ['model'],
  journal: ['model'],
  storage: ['model'],
  projector: ['model'],
  cluster: ['model'],
  push: ['model'],
  outside: ['model'],
  http: ['model', 'services'],
  gateway: ['model', 'services', 'wire'],
  server: all,
  cli: ['model', 'wire', 'services', 'journal', 'storage', 'server'],
  sdk: ['wire'],
  checker: [],
  phone: ['wire', 'checker'],
  simulation: [...all, 'server', 'checker', 'phone'],
}

/** Of these a package may import types only. */
const typesOnly: Readonly<Record<string, readonly string[]>> = { sdk: ['model'] }

/** What we own is not mocked: tests use the engines that keep everything in memory. */
const testsMayImport = ['model', 'journal', 'storage']

const scope = '@magpie-im/'

/** Packages import each other by their doors, as the table allows; nothing else imports what is inside one. */
export const dependencyRule: Rule = (file) => file.imports.flatMap((one) => verdict(file, one))

function verdict(file: SourceFile, one: Import): Violation[] {
  const problem = one.from.startsWith('.') ? relativeProblem(file, one) : one.from.startsWith(scope) ? packageProblem(file, one) : undefined
  return problem === undefined ? [] : [{ path: file.path, line: one.line, problem }]
}

function relativeProblem(file: SourceFile, { from }: Import): string | undefined {
  const target = posix.join(posix.dirname(file.path), from)
  const home = file.package === undefined ? undefined : `packages/${file.package}/src/`
  if (home === undefined) return inTests(file) && target.startsWith('packages/') ? outside : undefined
  return target.startsWith(home) ? undefined : `'${from}' leaves the package`
}

const outside = 'the tests of the whole server see it from outside and import nothing from packages'
const inTests = ({ path }: SourceFile) => path.startsWith('tests/')

function packageProblem(file: SourceFile, { from, typeOnly }: Import): string | undefined {
  if (inTests(file)) return outside
  const [name = '', ...deeper] = from.slice(scope.length).split('/')
  if (deeper.length > 0) return `'${from}' goes past the door of ${name}`
  if (file.package === undefined || file.package === name) return file.package === name ? `${name} imports itself by name` : undefined
  const allowed = mayImport[file.package]
  if (allowed === undefined) return `${file.package} has no row in the table of tools/checks/dependency-rule.ts`
  if (allowed.includes(name) || (typeOnly && typesOnly[file.package]?.includes(name))) return undefined
  return file.isTest && testsMayImport.includes(name) ? undefined : `${file.package} may not import ${name}`
}
