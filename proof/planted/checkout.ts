import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const root = join(import.meta.dirname, '../..')

const run = promisify(execFile)
/** Arguments of git. A line around a change is enough to know it by. */
export const apply = ['apply', '-C1', '--whitespace=nowarn'] as const
const copied = ['packages', 'proof', 'package.json', 'tsconfig.base.json']

/** A copy of this checkout, compiled, in which a bug can be planted. */
export class Checkout {
  readonly folder: string

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'magpie-planted-'))
    for (const name of copied) cpSync(join(root, name), join(this.folder, name), { recursive: true, preserveTimestamps: true })
    linkModules(join(root, 'node_modules'), join(this.folder, 'node_modules'))
  }

  /** Rejects when the patch does not fit the sources any more. */
  async plant(patch: string): Promise<void> {
    await this.#run('git', [...apply, patch])
  }

  async removeAgain(patch: string): Promise<void> {
    await this.#run('git', [...apply, '--reverse', patch])
  }

  /** What changed since it was built last; the web pages are left out. */
  async build(): Promise<void> {
    const packages = readdirSync(join(this.folder, 'packages')).map((name) => join('packages', name))
    await this.#run(process.execPath, [join(this.folder, 'node_modules/typescript/bin/tsc'), '-b', ...packages])
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    try {
      await run(program, args, { cwd: this.folder })
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string } // as: what execFile rejects with
      throw new Error(`${stdout}${stderr}`.trim())
    }
  }
}

/** What is of others is linked; the packages of this repository are those of the copy. */
function linkModules(from: string, to: string): void {
  mkdirSync(join(to, '@magpie-im'), { recursive: true })
  for (const name of readdirSync(from)) if (name !== '@magpie-im') symlinkSync(join(from, name), join(to, name))
  const own = join(from, '@magpie-im')
  for (const name of readdirSync(own)) symlinkSync(join('../../packages', name), join(to, '@magpie-im', name))
}
