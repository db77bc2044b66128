import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './child.mjs'
import { LaunchError } from './launch-error.mjs'
import { findNode } from './node.mjs'
import { hashOf, pagesOf, pathsBelow } from './sources.mjs'
import { isStamped, stamped } from './stamp.mjs'

/** What all pages are made from, beside themselves. */
const shared = ['apps/ui', 'packages/sdk']
const settings = ['package-lock.json', 'tsconfig.base.json', 'apps/tsconfig.base.json', 'apps/vite.config.ts']

/** @param {string} root @param {string} page */
const stampOf = (root, page) => join(root, '.cache', `build-${page}`)

/** @param {string} root @param {string} page */
const isBuilt = (root, page) =>
  isStamped(stampOf(root, page), inputHash(root, page)) && existsSync(join(root, 'apps', page, 'dist/index.html'))

/** @param {string} root */
export const arePagesBuilt = (root) => pagesOf(root).every((page) => isBuilt(root, page))

/**
 * Builds the pages that are out of date; the packages are compiled.
 *
 * @param {string} root
 */
export async function buildPages(root) {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  for (const page of pagesOf(root).filter((page) => !isBuilt(root, page))) {
    const base = page === 'web' ? '/' : `/${page}/`
    const options = ['--config', 'apps/vite.config.ts', '--base', base, '--logLevel', 'warn']
    await stamped(stampOf(root, page), inputHash(root, page), async () => {
      const { code, output } = await runQuietly(findNode(root), [vite, 'build', `apps/${page}`, ...options], root)
      if (code !== 0) throw new LaunchError(`The page ${page} cannot be built: see above.`, output)
    })
  }
}

/** @param {string} root @param {string} page */
function inputHash(root, page) {
  const folder = `apps/${page}`
  const sources = [...shared, folder].flatMap((part) => [`${part}/package.json`, ...filesBelow(root, `${part}/src`)])
  return hashOf(root, [...settings, `${folder}/index.html`, ...filesBelow(root, `${folder}/public`), ...sources])
}

/** @param {string} root @param {string} folder */
function filesBelow(root, folder) {
  const paths = pathsBelow(join(root, folder)).map((path) => `${folder}/${path}`)
  return paths.filter((path) => statSync(join(root, path)).isFile())
}
