import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Image } from './recorded-disk.ts'
import { type FileImage, pageBytes } from './recorded-file.ts'

/** Makes `target` what `image` shows below `root`. */
export function writeImage(image: Image, root: string, target: string): void {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const [path, found] of image) {
    const file = join(target, relative(root, path))
    if (found === 'folder') mkdirSync(file, { recursive: true, mode: 0o700 })
    else writeFile(file, found)
  }
}

function writeFile(file: string, { size, pages }: FileImage): void {
  const fd = openSync(file, 'w', 0o600)
  try {
    for (const [page, bytes] of pages) writeSync(fd, bytes, 0, bytes.length, page * pageBytes)
    ftruncateSync(fd, size)
  } finally {
    closeSync(fd)
  }
}
