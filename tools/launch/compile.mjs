import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './child.mjs'
import { LaunchError } from './launch-error.mjs'
import { findNode } from './node.mjs'
import { arePagesBuilt, buildPages } from './pages.mjs'
import { hashOf, packagesOf, pageSourcesOf, pathsBelow, sourcesOf } from './sources.mjs'
import { isStamped, stamped } from './stamp.mjs'

const bundler = 'tools/launch/bundle.mjs'
const outputs = /\.(?:d\.ts|js)(?:\.map)?$/

/** @param {string} root */
const stampOf = (root) => join(root, '.cache', 'build')

/** @param {string} root */
export function isCompiled(root) {
  return arePackagesCompiled(root) && arePagesBuilt(root)
}

/** @param {string} root */
function arePackagesCompiled(root) {
  return isStamped(stampOf(root), inputHash(root)) && existsSync(join(root, 'packages/cli/bundle/main.js'))
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function compile(root, say) {
  say('building …')
  if (!arePackagesCompiled(root)) await compilePackages(root)
  await buildPages(root)
}

/** @param {string} root */
function compilePackages(root) {
  return stamped(stampOf(root), inputHash(root), async () => {
    for (const name of packagesOf(root)) removeOrphans(join(root, 'packages', name))
    const force = packagesOf(root).some((name) => lacksOutput(join(root, 'packages', name)))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { code, output } = await runQuietly(findNode(root), [compiler, '-b', ...(force ? ['--force'] : [])], root)
    if (code !== 0) throw new LaunchError('The sources do not compile: see above.', output)
    await bundlePrograms(root)
  })
}

/** @param {string} root */
async function bundlePrograms(root) {
  for (const name of packagesOf(root)) rmSync(join(root, 'packages', name, 'bundle'), { recursive: true, force: true })
  const { code, output } = await runQuietly(findNode(root), [join(root, bundler)], root)
  if (code !== 0) throw new LaunchError('The programs cannot be bundled: see above.', output)
}

/** @param {string} root */
function inputHash(root) {
  const perPackage = packagesOf(root).flatMap((name) => {
    const folder = `packages/${name}`
    const sources = sourcesOf(join(root, folder)).map((path) => `${folder}/src/${path}`)
    return [`${folder}/package.json`, `${folder}/tsconfig.json`, ...sources]
  })
  return hashOf(root, ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json', bundler, ...perPackage, ...pageSourcesOf(root)])
}

/**
 * The compiler never deletes, so what was made from a source that is gone would still be found by an import.
 *
 * @param {string} folder of the package
 */
function removeOrphans(folder) {
  const expected = new Set(sourcesOf(folder).map((path) => path.replace(/\.ts$/, '')))
  for (const path of pathsBelow(join(folder, 'dist'))) {
    if (outputs.test(path) && !expected.has(path.replace(outputs, ''))) rmSync(join(folder, 'dist', path))
  }
}

/**
 * The compiler trusts its notes about what it wrote, even when somebody deleted it.
 *
 * @param {string} folder of the package
 */
function lacksOutput(folder) {
  return sourcesOf(folder).some((path) => !path.endsWith('.d.ts') && !existsSync(join(folder, 'dist', path.replace(/\.ts$/, '.js'))))
}
