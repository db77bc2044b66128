import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @param {string} root */
export function packagesOf(root) {
  return readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
}

/**
 * The web pages that are built.
 *
 * @param {string} root
 */
export function pagesOf(root) {
  return pathsBelow(join(root, 'apps')).flatMap((path) => /^(\w+)[\\/]index\.html$/.exec(path)?.[1] ?? [])
}

/**
 * What the compiler reads of them: paths from the root.
 *
 * @param {string} root
 */
export function pageSourcesOf(root) {
  const paths = pathsBelow(join(root, 'apps')).filter((path) =>
    /^(?:\w+[\\/](?:src[\\/].*\.tsx?|tsconfig\.json)|tsconfig\.base\.json)$/.test(path),
  )
  return paths.map((path) => `apps/${path}`)
}

/**
 * The files of a package that are compiled: paths below its `src`, sorted.
 *
 * @param {string} folder of the package
 */
export function sourcesOf(folder) {
  return pathsBelow(join(folder, 'src')).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^conformance[\\/]/.test(path),
  )
}

/**
 * Every path below a folder, relative to it, sorted; none if there is no such folder.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function pathsBelow(folder) {
  return existsSync(folder) ? readdirSync(folder, { encoding: 'utf8', recursive: true }).sort() : []
}

/**
 * Over names and contents, so that a file that moved counts as a change and one that was only touched does not.
 *
 * @param {string} root
 * @param {readonly string[]} paths
 */
export function hashOf(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}
