import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for all that the tests of a run put aside: what a killed or interrupted test leaves goes with the run. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-run-'))
  process.env['TMPDIR'] = folder
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  // Vitest tears nothing down when it is interrupted.
  process.once('exit', remove)
  return remove
}
