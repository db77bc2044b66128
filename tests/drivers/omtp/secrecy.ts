import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  verify,
} from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import type { Packet } from './packets.ts'
import { Header } from './structs.ts'

const bits = { compress: 0x040n, crypto: 0x200n, all: 0xfc0n } as const
const tagLength = 16

interface Keys {
  readonly sending: Buffer
  readonly receiving: Buffer
}

interface Offer {
  /** The LoginReq that asked, and what the LoginResp says to it. */
  readonly request: Buffer
  readonly serverKey: Buffer
  readonly signature: Buffer
  /** As the operator gave it to the client. */
  readonly identity: string
}

/** A key pair of a client for one connection. */
export class ClientKey {
  readonly #pair = generateKeyPairSync('x25519')

  get raw(): Buffer {
    return Buffer.from(this.#pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  }

  /** Throws when the server is not the one the client knows. */
  agree({ request, serverKey, signature, identity }: Offer): Keys {
    const transcript = Buffer.concat([Buffer.from('magpie omtp 1'), request, serverKey])
    if (!verify(null, transcript, publicKey('Ed25519', Buffer.from(identity, 'base64')), signature)) throw new Error('another server')
    const secret = diffieHellman({ privateKey: this.#pair.privateKey, publicKey: publicKey('X25519', serverKey) })
    const salt = createHash('sha256').update(transcript).digest()
    const derive = (info: string) => Buffer.from(hkdfSync('sha256', secret, salt, info, 32))
    return { sending: derive('client to server'), receiving: derive('server to client') }
  }
}

function publicKey(crv: 'Ed25519' | 'X25519', raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv, x: raw.toString('base64url') }, format: 'jwk' })
}

/** How a client wraps what it sends and unwraps what it gets, once that is agreed. */
export class Wrapper {
  #keys: Keys | undefined
  #compress = false
  #sent = 0
  #received = 0
  /** Packets that came compressed. */
  inflated = 0

  encrypt(keys: Keys): void {
    this.#keys = keys
  }

  compress(): void {
    this.#compress = true
  }

  wrap(packet: Packet): Packet {
    return this.#plain ? packet : this.#wrap(packet)
  }

  unwrap(packet: Packet): Packet {
    return this.#plain ? packet : this.#unwrap(packet)
  }

  get #plain(): boolean {
    return this.#keys === undefined && !this.#compress
  }

  #wrap({ payload, ...header }: Packet): Packet {
    const small = this.#compress && payload.length > 100 ? deflateSync(payload) : undefined
    const flags = header.flags | (small === undefined ? 0n : bits.compress) | (this.#keys === undefined ? 0n : bits.crypto)
    const wrapped = { ...header, flags }
    if (this.#keys === undefined) return { ...wrapped, payload: small ?? payload }
    const cipher = createCipheriv('aes-256-gcm', this.#keys.sending, nonce(this.#sent++))
    cipher.setAAD(Header.encode(wrapped))
    return { ...wrapped, payload: Buffer.concat([cipher.update(small ?? payload), cipher.final(), cipher.getAuthTag()]) }
  }

  #unwrap({ payload, ...header }: Packet): Packet {
    if (((header.flags & bits.crypto) !== 0n) !== (this.#keys !== undefined)) throw new Error('a packet not wrapped as agreed')
    const plain = this.#keys === undefined ? payload : this.#decrypt(payload, Header.encode(header), this.#keys)
    const compressed = (header.flags & bits.compress) !== 0n
    if (compressed) this.inflated++
    return { ...header, flags: header.flags & ~bits.all, payload: compressed ? inflateSync(plain) : plain }
  }

  #decrypt(sealed: Buffer, header: Buffer, { receiving }: Keys): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', receiving, nonce(this.#received++))
    decipher.setAAD(header)
    decipher.setAuthTag(sealed.subarray(-tagLength))
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()])
  }
}

function nonce(count: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(count, 8)
  return bytes
}
