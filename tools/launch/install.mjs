import { join } from 'node:path'
import { runQuietly } from './child.mjs'
import { LaunchError } from './launch-error.mjs'
import { hashOf } from './sources.mjs'
import { isStamped, stamped } from './stamp.mjs'

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.magpie-install')
/** @param {string} root */
const lockfileHash = (root) => hashOf(root, ['package-lock.json'])

/** @param {string} root */
export function isInstalled(root) {
  return isStamped(stampOf(root), lockfileHash(root))
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
export function install(root, say) {
  return stamped(stampOf(root), lockfileHash(root), async () => {
    say('installing dependencies (first time: about half a minute) …')
    // The compiler is a development dependency, and NODE_ENV=production would leave it out.
    const { code, output } = await runQuietly('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], root)
    if (code !== 0) throw new LaunchError('The dependencies could not be installed: see what npm says above.', output)
  })
}
