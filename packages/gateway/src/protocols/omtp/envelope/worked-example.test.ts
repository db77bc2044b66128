import { createHash, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  defaultLoginReq,
  defaultLoginResp,
  encodeFramed,
  encodeStruct,
  LoginReq,
  LoginResp,
  OTIMHeader,
  packets,
  raw,
} from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { Sealer } from './cipher.ts'
import { Envelope } from './envelope.ts'
import { agreeOnKeys } from './key-agreement.ts'

const page = readFileSync(new URL('../../../../../../docs/protocols/omtp.md', import.meta.url), 'utf8')

/** The hex in the blocks of its section, without what is said about it. */
function hexOf(section: string): string[] {
  const [, behind = ''] = page.split(`\n## ${section}\n`)
  const [text = ''] = behind.split('\n## ')
  const blocks = [...text.matchAll(/```\w+\n([\s\S]*?)```/gu)].map(([, lines = '']) => lines)
  return blocks.map((lines) => [...lines.matchAll(/^[\da-f ]*?(?=$| {2})/gmu)].join('').replaceAll(' ', ''))
}

function privateKey(kind: 'x25519' | 'ed25519', byte: number): KeyObject {
  const prefix = `302e020100300506032b65${kind === 'x25519' ? '6e' : '70'}04220420`
  return createPrivateKey({ key: Buffer.concat([Buffer.from(prefix, 'hex'), Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' })
}

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url')
}

const identityKey = privateKey('ed25519', 1)
const clientKey = privateKey('x25519', 2)
const serverKey = privateKey('x25519', 3)
const identity = { sign: (bytes: Uint8Array) => sign(null, bytes, identityKey) }

/** What the page says to compute, step by step, without the code that serves it. */
function derive(request: Buffer) {
  const transcript = Buffer.concat([Buffer.from('magpie omtp 1'), request, rawPublic(serverKey)])
  const salt = createHash('sha256').update(transcript).digest()
  const secret = diffieHellman({ privateKey: clientKey, publicKey: createPublicKey(serverKey) })
  const key = (info: string) => Buffer.from(hkdfSync('sha256', secret, salt, info, 32))
  return { secret, salt, toServer: key('client to server'), toClient: key('server to client') }
}

it('the page shows the bytes that its keys give', () => {
  const login = { ...defaultLoginReq(), crypto: 1, publicKey: rawPublic(clientKey) }
  const request = encodeStruct(LoginReq, login)
  const { publicKey, signature, opener, sealer } = agreeOnKeys({ request, clientKey: login.publicKey, identity, serverKey })
  const { secret, salt, toServer, toClient } = derive(request)
  const header = { type: packets.PING.type, version: 1, flags: 0x200, packId: '2' }
  const additional = encodeStruct(OTIMHeader, header)
  const sealed = new Sealer(toServer).seal(Buffer.from('hi'), additional)
  const envelope = new Envelope()
  envelope.encrypt({ opener, sealer })

  const loginHeader = { type: packets.LOGIN.type, version: 1, flags: 0, packId: '1' }
  const reply = { ...defaultLoginResp(), crypto: 1, publicKey, signature }
  const bytes = [
    [rawPublic(identityKey), rawPublic(clientKey), rawPublic(serverKey)],
    [encodeFramed(loginHeader, LoginReq, login)],
    [encodeFramed({ ...loginHeader, version: 0, flags: 1 }, LoginResp, reply)],
    [secret, salt, toServer, toClient, additional],
    [encodeFramed(header, raw, sealed)],
    [envelope.seal(encodeFramed({ ...header, flags: 1 }, raw, Buffer.from('hi')))],
  ]
  expect(hexOf('Compression and encryption')).toEqual(bytes.map((each) => Buffer.concat(each).toString('hex')))
  expect(envelope.open({ header, payload: sealed })).toEqual({ header: { ...header, flags: 0 }, payload: Buffer.from('hi') })
})
