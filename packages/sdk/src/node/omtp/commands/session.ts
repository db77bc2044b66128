import { DeviceType, defaultLoginReq, packets } from '@magpie-im/wire'
import type { Device, Fields, Reply } from '../../../protocol.ts'
import type { Line } from '../line.ts'
import { check, Refused } from '../refused.ts'
import { type Translations, unsupported } from '../translation.ts'

/** LoginResp does not say it; the server's is 25 where nobody changed it. */
const heartbeatSeconds = 15

const deviceTypes: Readonly<Record<Device['type'], number>> = {
  ios: DeviceType.DT_IOS,
  android: DeviceType.DT_ANDROID,
  macos: DeviceType.DT_MACOS,
  windows: DeviceType.DT_WINDOWS,
  linux: DeviceType.DT_LINUX,
  web: DeviceType.DT_NONE,
}

function deviceTypeOf(type: Device['type']): number {
  if (type === 'web') throw new Refused('Unsupported', 'OMTP does not have the device type web')
  return deviceTypes[type]
}

export async function signIn(fields: Fields<'signIn'>, line: Line): Promise<Reply<'signIn'>> {
  const { user, token, password = token ?? '', device } = fields
  const { errorCode, extraData } = await line.ask(packets.LOGIN, {
    ...defaultLoginReq(),
    ...{ clientId: user, userName: user, password, version: device.appVersion ?? '' },
    ...{ deviceType: deviceTypeOf(device.type), deviceId: device.id, deviceName: device.name ?? '' },
  })
  check(errorCode)
  return { user, heartbeatSeconds, extraData }
}

export const sessionCommands = {
  signIn: unsupported,
  signOut: async (_, { line }) => {
    await line.ask(packets.LOGOUT, undefined)
    return {}
  },
  ping: async (_, { line }) => {
    await line.ask(packets.PING, new Uint8Array())
    return { time: Date.now() }
  },
  issueToken: unsupported,
  endDevices: async ({ device, deviceId = '' }, { line }) => {
    check(await line.ask(packets.KICKOUT, { deviceType: deviceTypeOf(device), deviceId }))
    return {}
  },
} satisfies Partial<Translations>
