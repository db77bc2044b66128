import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Image } from './recorded-disk.ts'
import { bytesOf } from './recorded-file.ts'

/** Where the record does not add up to the folder as it is: then something was not seen. */
export function differences(image: Image, root: string): string[] {
  const found = listFiles(root)
  const told = [...image].filter(([, node]) => node !== 'folder').map(([path]) => path)
  const missing = found.filter((path) => !image.has(path)).map((path) => `${path} is not in the record`)
  const extra = told.filter((path) => !found.includes(path)).map((path) => `${path} is only in the record`)
  const other = told
    .filter((path) => found.includes(path) && !sameBytes(image, path))
    .map((path) => `${path} has other bytes in the record`)
  return [...missing, ...extra, ...other]
}

/** Regular files; but what SQLite maps is not recorded, and nothing depends on it. */
function listFiles(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

function sameBytes(image: Image, path: string): boolean {
  const file = image.get(path)
  if (file === undefined || file === 'folder' || path.endsWith('-shm')) return true
  if (statSync(path).size !== file.size) return false
  return bytesOf(file).equals(readFileSync(path))
}
