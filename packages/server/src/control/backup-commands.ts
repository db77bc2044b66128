import type { BackupPoint } from '../backup/manifest.ts'
import type { ControlCommands } from './server.ts'

/** Says from which moment to back up; the command copies files by itself, so that serving does not wait for it. */
export function backupCommands(point: () => BackupPoint): ControlCommands {
  return { 'backup point': () => point() }
}
