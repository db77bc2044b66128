import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('generator.c', import.meta.url))
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** The load generator as a program, built once for each version of its source. Throws in words when there is no compiler. */
export function buildGenerator(): string {
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)
  const program = join(cache, `generator-${version}`)
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  const fresh = `${program}.${process.pid}`
  const { error, status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', fresh, source], { encoding: 'utf8' })
  if (error !== undefined)
    throw new Error('the load generator needs a C compiler as `cc` (Debian: apt install gcc libc6-dev)', { cause: error })
  if (status !== 0) throw new Error(`the load generator does not compile:\n${stderr}`)
  renameSync(fresh, program)
  return program
}
