import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSource, type SourceFile, type Violation } from './source-file.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every file that is in the repository or would be after `git add`, as paths from the root. */
export function listFiles(): string[] {
  const listing = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listing.split('\0').filter((path) => path !== '' && existsSync(`${root}${path}`))
}

export function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
}

/** What people wrote in TypeScript. */
export function readSources(): SourceFile[] {
  const paths = listFiles().filter((path) => /\.tsx?$/u.test(path) && !path.includes('/generated/'))
  return paths.map((path) => parseSource(path, readText(path)))
}

/** Prints the violations, or what was checked, and sets the exit code. */
export function report(violations: readonly Violation[], checked: string): void {
  for (const { path, line, problem } of violations) console.log(`${path}:${line}: ${problem}`)
  if (violations.length === 0) console.log(checked)
  else process.exitCode = 1
}
