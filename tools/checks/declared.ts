import { isBuiltin } from 'node:module'
import { isPacked } from './dependency-rule.ts'
import type { SourceFile, Violation } from './source-file.ts'

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** A package declares what its own code imports, no more and no less. What it takes types of only, or packs, may be for development; what only tests need is declared at the root. */
export function checkDeclared(folder: string, manifest: Manifest, root: Manifest, files: readonly SourceFile[]): Violation[] {
  const declared = Object.keys(manifest.dependencies ?? {})
  const forTests = [...declared, ...Object.keys(root.devDependencies ?? {})]
  const forTypes = [...declared, ...Object.keys(manifest.devDependencies ?? {})]
  const used = files.flatMap(packagesUsed)
  const undeclared = used.filter(({ name, path, isTest, typeOnly }) =>
    isTest
      ? !forTests.includes(name) && !name.startsWith('@magpie-im/')
      : !(typeOnly || isPacked(path, name) ? forTypes : declared).includes(name),
  )
  const unused = declared.filter((name) => !used.some((use) => use.name === name && !use.isTest))
  return [
    ...undeclared.map(({ path, line, name }) => ({
      path,
      line,
      problem: `${name} is not among the dependencies in ${folder}/package.json`,
    })),
    ...unused.map((name) => ({ path: `${folder}/package.json`, line: 1, problem: `${name} is declared and not imported` })),
  ]
}

function packagesUsed({ path, isTest, imports }: SourceFile) {
  const foreign = imports.filter(({ from }) => !from.startsWith('.') && !isBuiltin(from))
  return foreign.map(({ from, line, typeOnly }) => ({ path, line, isTest, typeOnly, name: packageOf(from) }))
}

/** `@a/b/c` belongs to `@a/b`, `a/b` to `a`. */
function packageOf(from: string): string {
  const parts = from.split('/')
  return parts.slice(0, from.startsWith('@') ? 2 : 1).join('/')
}
