import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { LaunchError } from './launch-error.mjs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']
/** With letters of every script, since the tests write Chinese. */
const packages = ['chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji']

/** Where the browser is that the tests drive; undefined: there is none. */
export const findChromium = () => places.find((place) => existsSync(place))

/**
 * Fetches it from the system's packages when it is missing and that is possible.
 *
 * @param {(line: string) => void} say
 */
export function ensureChromium(say) {
  if (findChromium() !== undefined) return
  const missing = 'The tests of the web pages need Chromium'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new LaunchError(`${missing}, and only root can install it here: apt-get install ${packages.join(' ')}`)
  say('installing Chromium (for the tests of the web pages) …')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update'], { stdio: 'pipe', env: environment })
    execFileSync('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], { stdio: 'pipe', env: environment })
  } catch (error) {
    throw new LaunchError(`${missing}, and apt-get could not install it: see above.`, String(error))
  }
}
