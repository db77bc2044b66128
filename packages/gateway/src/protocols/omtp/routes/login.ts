import { type Device, ImError } from '@magpie-im/model'
import { defaultLoginResp, encodeFramed, LoginReq, LoginResp, type OTIMHeader, packets, replyHeader } from '@magpie-im/wire'
import type { SignIn } from '../../../sign-in.ts'
import { findDeviceType } from '../device-types.ts'
import { signInErrorCode, success } from '../errors.ts'
import type { OmtpPacket } from '../reader.ts'
import { decodeRequest, type OmtpRoute } from '../route.ts'

/** The only packet of a client that is not signed in; whoever is refused is told why and disconnected. */
export function login({ signIn }: { readonly signIn: SignIn }): OmtpRoute {
  return {
    type: packets.LOGIN.type,
    access: 'anyone',
    order: 'alone',
    closesWhenRefused: 'sign-in-refused',
    refuse: ({ header }, error) =>
      encodeFramed(loginHeader(header), LoginResp, { ...defaultLoginResp(), errorCode: signInErrorCode(error) }),
    handle: async (packet, peer, slot) => {
      const request = readRequest(packet)
      const signedIn = await signIn.signIn(peer, {
        user: request.clientId,
        secret: request.password,
        device: deviceOf(request),
        trace: slot.request?.trace ?? '',
      })
      if (signedIn === undefined) return slot.complete(undefined)
      const { session, extraData } = signedIn
      const reply = { ...defaultLoginResp(), errorCode: success, clientId: session.user, extraData }
      slot.complete(encodeFramed(loginHeader(packet.header), LoginResp, reply))
    },
  }
}

function readRequest(packet: OmtpPacket): LoginReq {
  try {
    const request = decodeRequest(LoginReq, packet)
    if (request.clientId !== '' && request.password !== '' && request.deviceId !== '') return request
  } catch (cause) {
    throw new ImError('SignInIncomplete', { cause })
  }
  throw new ImError('SignInIncomplete')
}

function deviceOf({ deviceType, deviceId, deviceName, version }: LoginReq): Device {
  const type = findDeviceType(deviceType)
  if (type === undefined) throw new ImError('SignInIncomplete')
  return { id: deviceId, type, name: deviceName, appVersion: version }
}

/** LoginResp has version 0, unlike every other reply. */
function loginHeader(header: OTIMHeader): OTIMHeader {
  return { ...replyHeader(header), version: 0 }
}
