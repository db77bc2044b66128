import { findCycles } from './cycles.ts'
import { checkDeclared } from './declared.ts'
import { dependencyRule, folderOf, mayImport } from './dependency-rule.ts'
import { forbidden } from './forbidden.ts'
import { listFiles, readSources, readText, report } from './repository.ts'

const sources = readSources()
const packages = Object.keys(mayImport).map((name) => ({
  folder: folderOf(name),
  files: sources.filter((file) => file.package === name),
}))
const manifests = new Set(listFiles())
const manifest = (folder: string) => JSON.parse(readText(`${folder}package.json`))

const declared = packages
  .filter(({ folder }) => manifests.has(`${folder}/package.json`))
  .flatMap(({ folder, files }) => checkDeclared(folder, manifest(`${folder}/`), manifest(''), files))

report(
  [...sources.flatMap(dependencyRule), ...sources.flatMap(forbidden), ...findCycles(sources), ...declared],
  `${sources.length} files keep the dependency rule`,
)
