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
  sdk: [],
  checker: [],
  phone: ['wire', 'checker'],
  simulation: [...all, 'server', 'checker', 'phone'],
  ui: [],
  web: ['sdk', 'ui'],
  admin: ['sdk', 'ui'],
}

/** Doors of a package beside its first one. */
const sideDoors: Readonly<Record<string, readonly string[]>> = { sdk: ['browser', 'node'] }

const pages = ['ui', 'web', 'admin']
/** Where a package lies. */
export const folderOf = (name: string) => `${pages.includes(name) ? 'apps' : 'packages'}/${name}`

/** Of these a package may import types only. */
const typesOnly: Readonly<Record<string, readonly string[]>> = { sdk: ['wire'] }

/** A part of a package that imports what is packed into it, and so is declared for development only. */
const packed: Readonly<Record<string, readonly string[]>> = { 'packages/sdk/src/node/': ['wire'] }

export function isPacked(path: string, name: string): boolean {
  return Object.entries(packed).some(([part, names]) => path.startsWith(part) && names.includes(name.slice(scope.length)))
}

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
  const home = file.package === undefined ? undefined : `${folderOf(file.package)}/src/`
  if (home === undefined) return inTests(file) && target.startsWith('packages/') ? outside : undefined
  return target.startsWith(home) ? undefined : `'${from}' leaves the package`
}

/** Those of the SDK see the server through it, as its users do. */
const outside = 'the tests of the whole server see it from outside and import nothing from packages'
const inTests = ({ path }: SourceFile) => path.startsWith('tests/')

function packageProblem(file: SourceFile, { from, typeOnly }: Import): string | undefined {
  const [name = '', ...deeper] = from.slice(scope.length).split('/')
  if (inTests(file) && !(name === 'sdk' && file.path.startsWith('tests/sdk/'))) return outside
  if (deeper.length > 0 && !sideDoors[name]?.includes(deeper.join('/'))) return `'${from}' goes past the door of ${name}`
  if (file.package === undefined || file.package === name) return file.package === name ? `${name} imports itself by name` : undefined
  const allowed = mayImport[file.package]
  if (allowed === undefined) return `${file.package} has no row in the table of tools/checks/dependency-rule.ts`
  const isAllowed = allowed.includes(name) || (typeOnly && typesOnly[file.package]?.includes(name)) || isPacked(file.path, from)
  if (isAllowed) return undefined
  return file.isTest && testsMayImport.includes(name) ? undefined : `${file.package} may not import ${name}`
}
