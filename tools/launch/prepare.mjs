import { join } from 'node:path'
import { compile, isCompiled } from './compile.mjs'
import { install, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'

/**
 * Installs and compiles what is out of date, in one process at a time.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function prepare(root, say) {
  if (isInstalled(root) && isCompiled(root)) return
  /** @param {number} pid */
  const onWait = (pid) => say(`waiting for another start (process ${pid}) that is installing or building …`)
  await withLock(join(root, '.cache', 'launch.lock'), onWait, async () => {
    if (!isInstalled(root)) await install(root, say)
    if (!isCompiled(root)) await compile(root, say)
  })
}
