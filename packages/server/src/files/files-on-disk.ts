import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Of uploads that are complete: what they are called, and below it where they lie. */
export interface FileOnDisk {
  /** In the folder of files: `aa/<id>` or `aa/<id>.thumbnail`. */
  readonly name: string
  readonly id: string
  readonly isThumbnail: boolean
}

const form = /^([0-9a-f]{32})(\.thumbnail)?$/

/** Whatever else lies in the folder, unfinished uploads among it, is left out. None when there is no such folder. */
export function* filesOnDisk(folder: string): Iterable<FileOnDisk> {
  if (!existsSync(folder)) return
  for (const part of readdirSync(folder, { withFileTypes: true })) {
    if (part.isDirectory() && /^[0-9a-f]{2}$/.test(part.name)) yield* filesIn(folder, part)
  }
}

function* filesIn(folder: string, { name: part }: Dirent): Iterable<FileOnDisk> {
  for (const name of readdirSync(join(folder, part))) {
    const [, id, thumbnail] = form.exec(name) ?? []
    if (id?.startsWith(part)) yield { name: join(part, name), id, isThumbnail: thumbnail !== undefined }
  }
}
