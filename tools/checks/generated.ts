import { existsSync } from 'node:fs'
import { generateAll, readSchemas } from '../tars/schemas.ts'
import { listFiles, readText, report, root } from './repository.ts'

/** What is generated is what its source says today. */
const folder = 'packages/wire/src/omtp/generated/'
const expected = new Map([...generateAll(readSchemas())].map(([file, text]) => [folder + file, text]))

const stale = [...expected].filter(([path, text]) => !existsSync(root + path) || readText(path) !== text).map(([path]) => path)
const orphans = listFiles().filter((path) => path.startsWith(folder) && !expected.has(path))

report(
  [
    ...stale.map((path) => ({ path, line: 1, problem: 'is not what the schema says: run node tools/tars/compile.ts' })),
    ...orphans.map((path) => ({ path, line: 1, problem: 'has no schema' })),
  ],
  `${expected.size} generated files are up to date`,
)
