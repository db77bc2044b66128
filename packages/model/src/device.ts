import { ImError } from './errors.ts'

/** Kinds of device; at most one session of a kind per user unless the device policy says otherwise. */
export const deviceTypes = ['ios', 'android', 'macos', 'windows', 'linux', 'web'] as const
export type DeviceType = (typeof deviceTypes)[number]

/** One installation of one user. */
export interface Device {
  readonly id: string
  readonly type: DeviceType
  readonly name: string
  readonly appVersion: string
}

const longest = 128

/** A device as it describes itself, cut to what is kept for as long as it is signed in. Throws `SignInIncomplete` for an id beyond that. */
export function parseDevice({ id, type, name, appVersion }: Device): Device {
  if (id.length > longest) throw new ImError('SignInIncomplete', { detail: `a device id has at most ${longest} characters` })
  return { id, type, name: shorten(name), appVersion: shorten(appVersion) }
}

/** In a copy: a part of a text keeps the whole in memory. */
function shorten(text: string): string {
  return text.length <= longest ? text : Buffer.from(text.slice(0, longest).toWellFormed()).toString()
}
