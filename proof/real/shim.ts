import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Compiles `proof/shim/<name>.c` unless that was done before; gives the path of the library. */
export function buildShim(name: string): string {
  const source = join(root, 'proof/shim', `${name}.c`)
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  const folder = join(root, '.cache/shim')
  const library = join(folder, `${name}-${hash}.so`)
  if (existsSync(library)) return library
  mkdirSync(folder, { recursive: true })
  const unfinished = `${library}.${process.pid}`
  compile(['-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', unfinished, source, '-ldl'])
  renameSync(unfinished, library)
  return library
}

function compile(args: readonly string[]): void {
  const compiler = process.env['CC'] ?? 'gcc'
  try {
    execFileSync(compiler, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  } catch (cause) {
    const { code, stderr } = cause as { readonly code?: string; readonly stderr?: string } // as: what execFileSync throws
    if (code === 'ENOENT') throw new Error(`disk faults need a C compiler, and there is no ${compiler}: install gcc, or name yours with CC`)
    throw new Error(`the library of disk faults does not compile: ${stderr}`)
  }
}
