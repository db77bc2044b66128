import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('generator/', import.meta.url))
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** The load generator as a program, built once for each version of its source. Throws in words when there is no compiler. */
export function buildGenerator(): string {
  const files = readdirSync(folder)
    .sort()
    .map((file) => join(folder, file))
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  const version = hash.digest('hex').slice(0, 16)
  const program = join(cache, `generator-${version}`)
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  const fresh = `${program}.${process.pid}`
  const sources = files.filter((file) => file.endsWith('.c'))
  const { error, status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', fresh, ...sources], { encoding: 'utf8' })
  if (error !== undefined)
    throw new Error('the load generator needs a C compiler as `cc` (Debian: apt install gcc libc6-dev)', { cause: error })
  if (status !== 0) throw new Error(`the load generator does not compile:\n${stderr}`)
  renameSync(fresh, program)
  return program
}
