import {
  decodePack,
  encodeFramed,
  encodeStruct,
  OTIMHeader,
  raw,
  unwrapped,
  type Wrapping,
  withWrapping,
  wrappingOf,
} from '@magpie-im/wire'
import { deflated, inflated } from './compression.ts'
import type { Agreement } from './key-agreement.ts'

interface Unwrapped {
  readonly header: OTIMHeader
  readonly payload: Uint8Array
}

const lengthBytes = 4

/** How the payloads of one connection are wrapped on their way: not at all until its client and the server agree on something. */
export class Envelope {
  #keys: Pick<Agreement, 'opener' | 'sealer'> | undefined
  #compressing = false

  /** Nothing was agreed: frames go and come as they are. */
  get plain(): boolean {
    return this.#keys === undefined && !this.#compressing
  }

  get encrypted(): boolean {
    return this.#keys !== undefined
  }

  get compressing(): boolean {
    return this.#compressing
  }

  /** From the next packet on, in both directions. */
  encrypt(keys: Pick<Agreement, 'opener' | 'sealer'>): void {
    if (this.#keys !== undefined) throw new Error('a connection has one pair of keys')
    this.#keys = keys
  }

  /** From the next packet on, where it helps. */
  compress(): void {
    this.#compressing = true
  }

  /** Throws for what is not wrapped as agreed. */
  open({ header, payload }: Unwrapped): Unwrapped {
    const { compress, crypto } = this.#check(wrappingOf(header.flags))
    const decrypted = crypto === 0 || this.#keys === undefined ? payload : this.#keys.opener.open(payload, encodeStruct(OTIMHeader, header))
    return {
      header: compress === 0 && crypto === 0 ? header : { ...header, flags: withWrapping(header.flags, unwrapped) },
      payload: compress === 0 ? decrypted : inflated(decrypted),
    }
  }

  /** A frame that was made for anybody, as this client gets it. */
  seal(frame: Buffer): Buffer {
    const { header, payload } = decodePack(frame.subarray(lengthBytes))
    const small = this.#compressing ? deflated(frame, payload) : undefined
    const wrapping = { compress: small === undefined ? 0 : 1, crypto: this.#keys === undefined ? 0 : 1 }
    const wrapped = { ...header, flags: withWrapping(header.flags, wrapping) }
    const bytes = small ?? payload
    return encodeFramed(wrapped, raw, this.#keys?.sealer.seal(bytes, encodeStruct(OTIMHeader, wrapped)) ?? bytes)
  }

  /** Where payloads are encrypted a plain one is somebody else's. */
  #check(wrapping: Wrapping): Wrapping {
    if (wrapping.crypto !== (this.encrypted ? 1 : 0)) throw new Error('a payload that is not encrypted as agreed')
    if (wrapping.compress > (this.#compressing ? 1 : 0)) throw new Error('a payload that is not compressed as agreed')
    return wrapping
  }
}
