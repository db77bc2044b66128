import { posix } from 'node:path'
import type { SourceFile, Violation } from './source-file.ts'

/** Files of one package that import each other in a ring, types included; every ring is reported once. */
export function findCycles(files: readonly SourceFile[]): Violation[] {
  const known = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: Violation[] = []
  const visit = (file: SourceFile, trail: readonly string[]) => {
    const at = trail.indexOf(file.path)
    if (at >= 0) found.push({ path: file.path, line: 1, problem: `imports itself: ${[...trail.slice(at), file.path].join(' → ')}` })
    if (at >= 0 || done.has(file.path)) return
    for (const target of targetsOf(file)) {
      const next = known.get(target)
      if (next !== undefined) visit(next, [...trail, file.path])
    }
    done.add(file.path)
  }
  for (const file of files) visit(file, [])
  return found
}

function targetsOf({ path, imports }: SourceFile): string[] {
  return imports.filter(({ from }) => from.startsWith('.')).map(({ from }) => posix.join(posix.dirname(path), from))
}
