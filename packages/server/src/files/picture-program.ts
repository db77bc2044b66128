import { constants, setPriority } from 'node:os'
import type { Picture } from '@magpie-im/model'
import type { LookAt, LookedAt } from './picture-messages.ts'

// The program of the process that reads pictures of strangers: what goes wrong in a decoder ends here, and not the server.

/** What is used of `sharp`, which is not there on every system. */
interface Sharp {
  (file: string, options: { readonly limitInputPixels: number; readonly failOn: 'error'; readonly sequentialRead: true }): Image
  block(operations: { readonly operation: readonly string[] }): void
  unblock(operations: { readonly operation: readonly string[] }): void
  cache(on: false): void
  concurrency(threads: number): void
}

interface Image {
  metadata(): Promise<{
    readonly width: number
    readonly height: number
    readonly autoOrient: { readonly width: number; readonly height: number }
  }>
  autoOrient(): Image
  resize(options: { readonly width: number; readonly height: number; readonly fit: 'inside'; readonly withoutEnlargement: true }): Image
  webp(options: { readonly quality: number }): Image
  toFile(file: string): Promise<unknown>
}

const library = 'sharp'
const readers = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif']
/** Of a picture with more there is no small version: to make it would take more memory than one picture may. */
const mostPixels = 64_000_000
const mostPixelsRead = 1_000_000_000
const edge = 320
const quality = 75

setPriority(constants.priority.PRIORITY_LOW)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())
const sharp = await load()
process.on('message', async (asked: LookAt) => {
  const answer: LookedAt = { picture: sharp && (await look(sharp, asked).catch(() => undefined)) }
  process.send?.(answer)
})

async function load(): Promise<Sharp | undefined> {
  try {
    const { default: loaded }: { default: Sharp } = await import(library)
    loaded.block({ operation: ['VipsForeignLoad'] })
    loaded.unblock({ operation: readers.map((reader) => `VipsForeignLoad${reader}`) })
    loaded.cache(false)
    loaded.concurrency(1)
    return loaded
  } catch {
    return undefined
  }
}

async function look(sharp: Sharp, { from, to }: LookAt): Promise<Picture> {
  const options = { failOn: 'error', sequentialRead: true } as const
  const { autoOrient: size } = await sharp(from, { ...options, limitInputPixels: mostPixelsRead }).metadata()
  const small = sharp(from, { ...options, limitInputPixels: mostPixels })
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
  const thumbnail = await small.toFile(to).then(
    () => true,
    () => false,
  )
  return { width: size.width, height: size.height, thumbnail }
}
