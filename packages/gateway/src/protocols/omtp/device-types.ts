import type { DeviceType } from '@magpie-im/model'
import { DeviceType as WireDeviceType } from '@magpie-im/wire'

const deviceTypes: ReadonlyMap<number, DeviceType> = new Map([
  [WireDeviceType.DT_IOS, 'ios'],
  [WireDeviceType.DT_ANDROID, 'android'],
  [WireDeviceType.DT_MACOS, 'macos'],
  [WireDeviceType.DT_WINDOWS, 'windows'],
  [WireDeviceType.DT_LINUX, 'linux'],
])

export function findDeviceType(wire: number): DeviceType | undefined {
  return deviceTypes.get(wire)
}
