import { writeFileSync } from 'node:fs'
import {
  type Download,
  type FileBytes,
  type FileElsewhere,
  type FileId,
  type FileStore,
  type Picture,
  parseUserId,
  type Upload,
} from '@magpie-im/model'
import { expect, it } from 'vitest'
import type { LookAt } from '../files/picture-messages.ts'

export interface FileStoreFixture {
  /** The same place again each time, as after a restart. */
  open(look?: (asked: LookAt) => Promise<Picture | undefined>): Promise<FileStore>
  /** What whoever goes there is given; undefined: nothing. */
  fetch(elsewhere: FileElsewhere): Promise<string | undefined>
}

export const id = 'ab'.repeat(16) as FileId // as: 32 hexadecimal digits
export const upload: Upload = { id, owner: parseUserId('ann'), name: 'x', size: 6, sha256: undefined, begunAt: 1 }

const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment', 'cache-control': 'private' }
export const download: Download = { id, version: 'original', method: 'GET', headers, expiresAt: 600 }

export async function* parts(...all: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const one of all) yield Buffer.from(one as string) // as: a text or bytes
}

export async function read({ size, read }: FileBytes, from = 0, to = size - 1): Promise<string> {
  const found: Uint8Array[] = []
  for await (const part of read({ from, to })) found.push(part)
  return Buffer.concat(found).toString()
}

/** What `FileStore` promises, wherever the bytes are. */
export function fileStoreSuite(fixture: () => FileStoreFixture): void {
  const contents = async (store: FileStore, version: Download['version'] = 'original') => {
    const stored = await store.open({ ...download, version }).catch((error: Error) => error.name)
    if (stored === 'NotFound') return undefined
    if (typeof stored === 'string') throw new Error(stored)
    return 'url' in stored ? await fixture().fetch(stored) : await read(stored)
  }

  it('an upload grows, is kept, and goes', async () => {
    const store = await fixture().open()
    await store.begin(upload)
    expect(await store.write(id, parts('ab', 'c'))).toBe(3)
    expect(await store.write(id, parts('def'))).toBe(6)
    expect(await store.inspect(id)).toMatchObject({ mediaType: 'text/plain', picture: undefined })
    await store.keep(id)
    await store.keep(id)
    await store.drop(id)
    expect([await contents(store), await contents(store, 'thumbnail'), await store.uploads()]).toEqual(['abcdef', undefined, []])
    await store.remove(id)
    await store.remove(id)
    expect([await contents(store), store.bytes]).toEqual([undefined, 0])
  })

  it('a picture is kept with its small version, and both go', async () => {
    const picture = { width: 3, height: 2, thumbnail: true }
    const store = await fixture().open(async ({ to }) => {
      writeFileSync(to, 'small')
      return picture
    })
    await store.begin(upload)
    await store.write(id, parts(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')))
    expect(await store.inspect(id)).toMatchObject({ mediaType: 'image/png', picture })
    await store.keep(id)
    await store.drop(id)
    expect(await contents(store, 'thumbnail')).toBe('small')
    await store.remove(id)
    expect([await contents(store), await contents(store, 'thumbnail'), store.bytes]).toEqual([undefined, undefined, 0])
  })

  it('a picture that is dropped leaves nothing', async () => {
    const store = await fixture().open(async ({ to }) => {
      writeFileSync(to, 'small')
      return { width: 3, height: 2, thumbnail: true }
    })
    await store.begin(upload)
    await store.write(id, parts(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')))
    await store.inspect(id)
    await store.drop(id)
    expect([await contents(store), store.bytes, await store.uploads()]).toEqual([undefined, 0, []])
  })

  it('an upload goes on where it was before a restart', async () => {
    const store = await fixture().open()
    await store.begin(upload)
    await store.write(id, parts('abc'))
    const again = await fixture().open()
    expect(await again.uploads()).toMatchObject([{ id, offset: 3 }])
    expect(await again.write(id, parts('def'))).toBe(6)
    await again.keep(id)
    expect(await contents(again)).toBe('abcdef')
  })

  it('after a crash between its last steps an upload is looked at and kept again', async () => {
    const store = await fixture().open()
    await store.begin(upload)
    await store.write(id, parts('abcdef'))
    const first = await store.inspect(id)
    await store.keep(id)
    const again = await fixture().open()
    expect(await again.uploads()).toMatchObject([{ id, offset: 6 }])
    expect(await again.inspect(id)).toEqual(first)
    await again.keep(id)
    await again.drop(id)
    expect(await contents(again)).toBe('abcdef')
  })
}
