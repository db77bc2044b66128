import { type Comment, scan } from './scan.ts'

export interface Import {
  readonly from: string
  /** `import type …` or `export type …`: gone at run time. */
  readonly typeOnly: boolean
  readonly line: number
}

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
  /** The text without comments and contents of strings; see `scan`. */
  readonly code: string
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
  /** The package or page it belongs to, if any. */
  readonly package: string | undefined
  /** Tests, and the suites that engines share. */
  readonly isTest: boolean
}

/** A rule that is broken, and where. */
export interface Violation {
  readonly path: string
  readonly line: number
  readonly problem: string
}

export type Rule = (file: SourceFile) => Violation[]

export function parseSource(path: string, text: string): SourceFile {
  const { code, comments } = scan(text)
  return {
    path,
    text,
    code,
    comments,
    imports: [...importsOf(text, code)],
    package: /^(?:packages|apps)\/([^/]+)\/src\//u.exec(path)?.[1],
    isTest: /\.(?:test|fixture)\.tsx?$|\/conformance\/|^tests\//u.test(path),
  }
}

/** `from '…'`, `import '…'` and `import('…')`, whether statement or type. */
const specifier = /\bfrom\s*(?=['"])|\bimport\s*\(?\s*(?=['"])/gu

function* importsOf(text: string, code: string): Generator<Import> {
  for (const { index, 0: found } of code.matchAll(specifier)) {
    const start = index + found.length
    const end = code.indexOf(code[start] ?? '', start + 1)
    const statement = code.slice(Math.max(code.lastIndexOf('import', start), code.lastIndexOf('export', start)), start)
    yield { from: text.slice(start + 1, end), typeOnly: /^(?:import|export)\s+type\b/u.test(statement), line: lineAt(text, index) }
  }
}

/** Counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** Every place where `pattern` matches the code of a file. */
export function findInCode({ path, text, code }: SourceFile, pattern: RegExp, problem: string): Violation[] {
  return [...code.matchAll(pattern)].map(({ index }) => ({ path, line: lineAt(text, index), problem }))
}
