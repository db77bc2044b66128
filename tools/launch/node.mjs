import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LaunchError } from './launch-error.mjs'

const wanted = 24

/**
 * The path of a Node that can run Magpie: this one, else the one among the dependencies.
 *
 * @param {string} root
 * @param {{ version: string, execPath: string, platform: string, arch: string }} running
 * @returns {string}
 */
export function findNode(root, running = process) {
  const version = running.version.replace(/^v/, '')
  if (Number.parseInt(version, 10) >= wanted) return running.execPath
  const windows = running.platform === 'win32'
  const name = `node-${windows ? 'win' : running.platform}-${running.arch}`
  const packaged = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(packaged)) return packaged
  throw new LaunchError(
    `Magpie needs Node ${wanted} or newer, this is Node ${version} and no newer one came with the dependencies: install it from https://nodejs.org and try again.`,
  )
}
