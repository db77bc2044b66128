import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type Clock, type FileId, type FileVersion, ImError } from '@magpie-im/model'

export interface FileLink {
  readonly id: FileId
  readonly version: FileVersion
  /** Seconds since 1970. */
  readonly expiresAt: number
}

interface FileLinksPorts {
  /** Of the data folder; the key of links is derived from it. */
  readonly secret: Uint8Array
  readonly clock: Clock
  /** Read each time. */
  readonly seconds: number
}

/** Whoever has a link has the file, until it expires. */
export class FileLinks {
  readonly #key: Uint8Array
  readonly #ports: FileLinksPorts

  constructor(ports: FileLinksPorts) {
    this.#ports = ports
    this.#key = new Uint8Array(hkdfSync('sha256', ports.secret, '', 'magpie file links', 32))
  }

  make(id: FileId, version: FileVersion): FileLink & { readonly signature: string } {
    const { clock, seconds } = this.#ports
    const link = { id, version, expiresAt: Math.floor(clock.now() / 1000) + seconds }
    return { ...link, signature: this.#sign(link).toString('base64url') }
  }

  /** Throws `LinkRefused`. */
  check(link: FileLink, signature: string): void {
    const right = this.#sign(link)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new ImError('LinkRefused')
    if (link.expiresAt * 1000 <= this.#ports.clock.now()) throw new ImError('LinkRefused', { detail: 'it has expired; ask for a new one' })
  }

  #sign({ id, version, expiresAt }: FileLink): Buffer {
    return createHmac('sha256', this.#key).update(`${id} ${version} ${expiresAt}`).digest()
  }
}
