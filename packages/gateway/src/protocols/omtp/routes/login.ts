import { type Device, ImError } from '@magpie-im/model'
import { defaultLoginResp, encodeFramed, LoginReq, LoginResp, type OTIMHeader, packets, replyHeader } from '@magpie-im/wire'
import type { Slot } from '../../../pipeline.ts'
import type { Peer } from '../../../protocol.ts'
import type { SignIn } from '../../../sign-in.ts'
import { findDeviceType } from '../device-types.ts'
import type { Envelope } from '../envelope/envelope.ts'
import { agreeOnKeys, type ServerIdentity } from '../envelope/key-agreement.ts'
import { signInErrorCode, success } from '../errors.ts'
import type { OmtpPacket } from '../reader.ts'
import { decodeRequest, type OmtpRoute } from '../route.ts'

interface LoginPorts {
  readonly signIn: SignIn
  readonly identity: ServerIdentity
}

/** The only packet of a client that is not signed in; whoever is refused is told why and disconnected. */
export function login({ signIn, identity }: LoginPorts): OmtpRoute {
  return {
    type: packets.LOGIN.type,
    access: 'anyone',
    order: 'alone',
    closesWhenRefused: 'sign-in-refused',
    refuse: ({ header }, error) => reply(header, { errorCode: signInErrorCode(error) }),
    handle: async (packet, peer, slot) => {
      const request = readRequest(packet)
      if (asksForKeys(request, packet.envelope)) {
        giveKeys({ packet, request, identity }, peer, slot)
        return
      }
      checkComplete(request)
      const signedIn = await signIn.signIn(peer, {
        user: request.clientId,
        secret: request.password,
        device: deviceOf(request),
        trace: slot.request?.trace ?? '',
        protocolVersion: String(packet.header.version),
      })
      if (signedIn === undefined) slot.complete(undefined)
      else answer({ packet, request, clientId: signedIn.session.user, extraData: signedIn.extraData }, slot)
    },
  }
}

/** Keys come before the credential, so that it is never sent in the clear; a client that sends it too early is told, not obeyed. */
function asksForKeys({ crypto, password }: LoginReq, envelope: Envelope): boolean {
  if (crypto !== aes || envelope.encrypted) return false
  if (password !== '')
    throw new ImError('BadRequest', { detail: 'encryption is agreed on in a LOGIN without password, before the one with it' })
  return true
}

const aes = 1
const zlib = 1

interface KeyRequest {
  readonly packet: OmtpPacket
  readonly request: LoginReq
  readonly identity: ServerIdentity
}

/** The client is not signed in by this. Everything behind the reply is encrypted. */
function giveKeys({ packet, request, identity }: KeyRequest, peer: Peer, slot: Slot): void {
  if (peer.state !== 'open') throw new ImError('BadRequest', { detail: 'encryption is agreed on before anything else' })
  const { publicKey, signature, ...keys } = agreeOnKeys({ request: packet.payload, clientKey: request.publicKey, identity })
  answer({ packet, request, crypto: aes, publicKey, signature }, slot)
  packet.envelope.encrypt(keys)
}

type Answer = Pick<KeyRequest, 'packet' | 'request'> & Partial<LoginResp>

/** Says what is in force from here on; the reply itself goes out as agreed before. */
function answer({ packet: { header, envelope }, request, ...fields }: Answer, slot: Slot): void {
  const compress = envelope.compressing || request.compress === zlib
  slot.complete(reply(header, { crypto: envelope.encrypted ? aes : 0, compress: compress ? zlib : 0, ...fields }))
  if (compress) envelope.compress()
}

/** LoginResp has version 0, unlike every other reply. */
function reply(header: OTIMHeader, fields: Partial<LoginResp>): Buffer {
  return encodeFramed({ ...replyHeader(header), version: 0 }, LoginResp, { ...defaultLoginResp(), errorCode: success, ...fields })
}

function readRequest(packet: OmtpPacket): LoginReq {
  try {
    return decodeRequest(LoginReq, packet)
  } catch (cause) {
    throw new ImError('SignInIncomplete', { cause })
  }
}

function checkComplete({ clientId, password, deviceId }: LoginReq): void {
  if (clientId === '' || password === '' || deviceId === '') throw new ImError('SignInIncomplete')
}

function deviceOf({ deviceType, deviceId, deviceName, version }: LoginReq): Device {
  const type = findDeviceType(deviceType)
  if (type === undefined) throw new ImError('SignInIncomplete')
  return { id: deviceId, type, name: deviceName, appVersion: version }
}
