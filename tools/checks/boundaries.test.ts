import { expect, it } from 'vitest'
import { findCycles } from './cycles.ts'
import { checkDeclared } from './declared.ts'
import { dependencyRule } from './dependency-rule.ts'
import { forbidden } from './forbidden.ts'
import { parseSource, type Violation } from './source-file.ts'

const problems = (violations: readonly Violation[]) => violations.map(({ line, problem }) => `${line}: ${problem}`)
const imports = (path: string, text: string) => problems(dependencyRule(parseSource(path, text)))
const forbids = (path: string, text: string) => problems(forbidden(parseSource(path, text)))

it('a package imports what the table allows', () => {
  expect(imports('packages/gateway/src/a.ts', "import { a } from '@magpie-im/wire'\nimport './b.ts'\nimport 'node:fs'")).toEqual([])
})

it('a package imports nothing else, by no kind of import', () => {
  const forms = ["import { a } from '@magpie-im/wire'", "import type { A } from '@magpie-im/wire'", "export { a } from '@magpie-im/wire'"]
  const more = ["import '@magpie-im/wire'", "const a = await import('@magpie-im/wire')", "type A = import('@magpie-im/wire').A"]
  const multiline = "import {\n  a,\n} from '@magpie-im/wire'"
  for (const form of [...forms, ...more]) expect(imports('packages/services/src/a.ts', form)).toEqual(['1: services may not import wire'])
  expect(imports('packages/services/src/a.ts', multiline)).toEqual(['3: services may not import wire'])
})

it('an import in a comment or a string is none', () => {
  expect(imports('packages/model/src/a.ts', `// import '@magpie-im/wire'\nconst a = "from '@magpie-im/wire'"`)).toEqual([])
})

it('only the server, and nobody the command line, is imported from above', () => {
  expect(imports('packages/cli/src/a.ts', "import { a } from '@magpie-im/server'")).toEqual([])
  expect(imports('packages/server/src/a.ts', "import { a } from '@magpie-im/cli'")).toEqual(['1: server may not import cli'])
})

it('the SDK takes types of the wire and nothing more, but for its part for Node', () => {
  expect(imports('packages/sdk/src/a.ts', "export const b = 1\nimport type { A } from '@magpie-im/wire'")).toEqual([])
  expect(imports('packages/sdk/src/a.ts', "import { a } from '@magpie-im/wire'")).toEqual(['1: sdk may not import wire'])
  expect(imports('packages/sdk/src/a.ts', "import type { A } from '@magpie-im/model'")).toEqual(['1: sdk may not import model'])
  expect(imports('packages/sdk/src/node/a.ts', "import { a } from '@magpie-im/wire'")).toEqual([])
  expect(imports('packages/sdk/src/node/a.ts', "import { a } from '@magpie-im/model'")).toEqual(['1: sdk may not import model'])
})

it('a page sees the server through the SDK alone', () => {
  expect(
    imports('apps/web/src/a.tsx', "import { connect } from '@magpie-im/sdk'\nimport { indexedDbStore } from '@magpie-im/sdk/browser'"),
  ).toEqual([])
  expect(imports('apps/web/src/b/a.tsx', "import { a } from '@magpie-im/ui'\nimport './a.css'\nimport '../a.ts'")).toEqual([])
  expect(imports('apps/web/src/a.tsx', "import { a } from '@magpie-im/model'")).toEqual(['1: web may not import model'])
  expect(imports('apps/ui/src/a.tsx', "import { a } from '../../web/src/a.ts'")).toEqual(["1: '../../web/src/a.ts' leaves the package"])
})

it('a new package needs a row in the table', () => {
  expect(imports('packages/new/src/a.ts', "import { a } from '@magpie-im/model'")).toEqual([
    '1: new has no row in the table of tools/checks/dependency-rule.ts',
  ])
})

it('tests may use the in-memory engines', () => {
  expect(imports('packages/services/src/a.test.ts', "import { a } from '@magpie-im/journal'")).toEqual([])
  expect(imports('packages/services/src/a.test.ts', "import { a } from '@magpie-im/wire'")).toEqual(['1: services may not import wire'])
})

it('nobody goes past the door of a package', () => {
  expect(imports('packages/gateway/src/a.ts', "import { a } from '@magpie-im/wire/dist/bytes.js'")).toEqual([
    "1: '@magpie-im/wire/dist/bytes.js' goes past the door of wire",
  ])
  expect(imports('packages/gateway/src/a.ts', "import { a } from '../../wire/src/bytes.ts'")).toEqual([
    "1: '../../wire/src/bytes.ts' leaves the package",
  ])
})

it('the tests of the whole server import nothing from packages', () => {
  const outside = '1: the tests of the whole server see it from outside and import nothing from packages'
  expect(imports('tests/drivers/omtp.ts', "import { a } from '@magpie-im/wire'")).toEqual([outside])
  expect(imports('tests/sdk/a.test.ts', "import { a } from '@magpie-im/wire'")).toEqual([outside])
  expect(imports('tests/scenarios/a.test.ts', "import { a } from '@magpie-im/sdk'")).toEqual([outside])
  expect(imports('tests/sdk/a.test.ts', "import { a } from '@magpie-im/sdk'")).toEqual([])
  expect(imports('tests/scenarios/a.test.ts', "import { a } from '../../packages/wire/src/bytes.ts'")).toEqual([outside])
  expect(imports('tests/scenarios/a.test.ts', "import { a } from '../drivers/omtp.ts'")).toEqual([])
})

it('files that import each other in a ring are found, once', () => {
  const files = [
    parseSource('packages/model/src/a.ts', "import './b.ts'"),
    parseSource('packages/model/src/b.ts', "import type { C } from './ports/c.ts'"),
    parseSource('packages/model/src/ports/c.ts', "import { a } from '../a.ts'"),
    parseSource('packages/model/src/d.ts', "import './b.ts'"),
  ]
  const ring = 'packages/model/src/a.ts → packages/model/src/b.ts → packages/model/src/ports/c.ts → packages/model/src/a.ts'
  expect(findCycles(files).map(({ problem }) => problem)).toEqual([`imports itself: ${ring}`])
})

it('what is imported is declared and what is declared is imported', () => {
  const files = [parseSource('packages/services/src/a.ts', "import 'jose/jwt'\nimport '@magpie-im/model'\nimport 'node:fs'")]
  const manifest = { dependencies: { '@magpie-im/model': '0.1.0', pino: '10.4.0' } }
  expect(problems(checkDeclared('packages/services', manifest, {}, files))).toEqual([
    '1: jose is not among the dependencies in packages/services/package.json',
    '1: pino is declared and not imported',
  ])
})

it('what only tests import is declared at the root', () => {
  const files = [parseSource('packages/model/src/a.test.ts', "import 'vitest'\nimport 'chai'\nimport '@magpie-im/journal'")]
  expect(problems(checkDeclared('packages/model', {}, { devDependencies: { vitest: '5.1.1' } }, files))).toEqual([
    '2: chai is not among the dependencies in packages/model/package.json',
  ])
})

it('what is for development may be imported for its types', () => {
  const manifest = { devDependencies: { '@magpie-im/wire': '0.1.0' } }
  const files = [parseSource('packages/sdk/src/a.ts', "import type { A } from '@magpie-im/wire'\nimport { a } from '@magpie-im/wire'")]
  expect(problems(checkDeclared('packages/sdk', manifest, {}, files))).toEqual([
    '2: @magpie-im/wire is not among the dependencies in packages/sdk/package.json',
  ])
})

it('the environment is read in the configuration alone', () => {
  const read = 'const { HOME } = process.env'
  expect(forbids('packages/cli/src/main.ts', read)).toEqual(['1: the environment is read in server/src/config alone'])
  expect(forbids('packages/server/src/configuration.ts', read)).toHaveLength(1)
  for (const path of ['packages/server/src/config.ts', 'packages/server/src/config/read.ts']) expect(forbids(path, read)).toEqual([])
})

it('services and model take time and chance from ports, their tests may not need to', () => {
  const uses = ['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'setInterval(f, 1)']
  for (const use of uses) {
    expect(forbids('packages/services/src/a.ts', use)).toEqual(['1: time and chance come from ports'])
    expect(forbids('packages/model/src/a.test.ts', use)).toEqual([])
    expect(forbids('packages/gateway/src/a.ts', use)).toEqual([])
  }
  expect(forbids('packages/services/src/a.ts', 'new Date(stamp)')).toEqual([])
})

it('exports have names', () => {
  for (const text of ["export * from './a.ts'", 'export default 1', 'export { a as default }']) {
    expect(forbids('packages/wire/src/a.ts', text)).toEqual(['1: an export has a name'])
  }
  expect(forbids('vitest.config.ts', 'export default {}')).toEqual([])
})

it('services and model have never heard of a protocol', () => {
  expect(forbids('packages/model/src/a.ts', '\n// as OMTP wants it')).toEqual(['2: model has never heard of OMTP'])
  expect(forbids('packages/services/src/a.ts', "const door = 'gim'")).toEqual(['1: services has never heard of gim'])
  expect(forbids('packages/services/src/a.ts', '// begimmed')).toEqual([])
  expect(forbids('packages/gateway/src/a.ts', '// TeamTalk')).toEqual([])
})

it('tests do not sleep', () => {
  const slow = '1: a test waits for a condition, never for a time'
  expect(forbids('tests/scenarios/a.test.ts', 'await new Promise((resolve) => setTimeout(resolve, 100))')).toEqual([slow])
  expect(forbids('tests/scenarios/a.test.ts', "import { setTimeout } from 'node:timers/promises'")).toEqual([slow])
  expect(forbids('tests/scenarios/a.test.ts', 'await sleep(100)')).toEqual([slow])
})
