import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import { agreeOnKeys } from './key-agreement.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const identity = { sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) }
const newClientKey = () => Buffer.from(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')

it('every connection has keys of its own, also of the same client, and one for each direction', () => {
  const clientKey = newClientKey()
  const request = Buffer.from('a request')
  const sealed = Array.from({ length: 3 }, () => {
    const { sealer, opener } = agreeOnKeys({ request, clientKey, identity })
    const bytes = sealer.seal(Buffer.from('hello'), Buffer.alloc(0))
    expect(() => opener.open(bytes, Buffer.alloc(0))).toThrow()
    return bytes.toString('hex')
  })
  expect(new Set(sealed).size).toBe(3)
})

it.for([
  ['no key', Buffer.alloc(0)],
  ['a short key', Buffer.alloc(31, 9)],
  ['a long key', Buffer.alloc(33, 9)],
  ['a key with which everybody would know the secret', Buffer.alloc(32)],
  ['another one of those', Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])],
] as const)('%s is refused', ([, clientKey]) => {
  expect(() => agreeOnKeys({ request: Buffer.alloc(0), clientKey, identity })).toThrow('no X25519 key')
})

it('a request that is too long is refused, since all of it is signed', () => {
  expect(() => agreeOnKeys({ request: Buffer.alloc(4_097), clientKey: newClientKey(), identity })).toThrow('at most 4096 bytes')
})
