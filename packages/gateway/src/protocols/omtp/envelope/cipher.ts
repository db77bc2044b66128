import { createCipheriv, createDecipheriv } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const tagBytes = 16
const nonceBytes = 12
const countAt = 6

/**
 * 0, 1, 2 … as 96 bits, for the packets of one direction. It is not sent, because packets come in order or not at all:
 * so no key ever sees a nonce twice, and a packet that is lost, repeated or out of its place does not open.
 */
class Nonces {
  #next = 0

  /** Throws after 2^48 packets, which nobody lives to see. */
  next(): Buffer {
    const nonce = Buffer.alloc(nonceBytes)
    nonce.writeUIntBE(this.#next++, countAt, nonceBytes - countAt)
    return nonce
  }
}

/** Seals payloads in the order they are sent. */
export class Sealer {
  readonly #key: Uint8Array
  readonly #nonces = new Nonces()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Behind the encrypted bytes stands their tag, which vouches for `header` too. */
  seal(payload: Uint8Array, header: Uint8Array): Buffer {
    const cipher = createCipheriv(algorithm, this.#key, this.#nonces.next(), { authTagLength: tagBytes })
    cipher.setAAD(header)
    return Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()])
  }
}

/** Opens payloads in the order they were sealed. */
export class Opener {
  readonly #key: Uint8Array
  readonly #nonces = new Nonces()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Throws when payload or header are not as they were sealed. */
  open(sealed: Uint8Array, header: Uint8Array): Buffer {
    const end = sealed.length - tagBytes
    if (end < 0) throw new Error('an encrypted payload without a tag')
    const decipher = createDecipheriv(algorithm, this.#key, this.#nonces.next(), { authTagLength: tagBytes })
    decipher.setAAD(header)
    decipher.setAuthTag(sealed.subarray(end))
    return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
  }
}
