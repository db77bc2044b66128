import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A folder of built files, and where they are served. */
export interface Site {
  /** Begins and ends with a slash. */
  readonly path: string
  readonly folder: string
}

export interface PageFile {
  readonly path: string
  readonly bytes: Buffer
  /** Undefined where it would not be smaller. */
  readonly gzipped: Buffer | undefined
  readonly mediaType: string
  /** Whether its name says what is in it. */
  readonly hashed: boolean
  readonly etag: string
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** All files of a site; `index.html` is at its path. None, if it was not built. */
export async function readSite({ path, folder }: Site): Promise<PageFile[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const served = names.filter((name) => extname(name) in mediaTypes)
  return await Promise.all(served.map((name) => readPageFile(path, folder, name)))
}

async function readPageFile(path: string, folder: string, name: string): Promise<PageFile> {
  const bytes = await readFile(join(folder, name))
  const gzipped = gzipSync(bytes)
  return {
    path:
      path +
      name
        .split(sep)
        .join('/')
        .replace(/^index\.html$/u, ''),
    bytes,
    gzipped: gzipped.length < bytes.length ? gzipped : undefined,
    mediaType: mediaTypes[extname(name)] ?? 'application/octet-stream',
    hashed: name.startsWith('assets'),
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  }
}
