import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeDurably } from '../backup/files.ts'

const noteOf = (folder: string) => join(folder, 'bucket', 'address')

/** In which bucket files lie that are not in `folder`; undefined: in none. */
export function bucketOf(folder: string): string | undefined {
  return existsSync(noteOf(folder)) ? readFileSync(noteOf(folder), 'utf8').trim() : undefined
}

/** So that doctor and backups know why files are not in the folder. */
export function noteBucket(folder: string, address: string): void {
  if (bucketOf(folder) === address) return
  mkdirSync(dirname(noteOf(folder)), { recursive: true, mode: 0o700 })
  writeDurably(noteOf(folder), `${address}\n`)
}
