import { type Deliveries, type Device, ImError, type UserId, type WhichDevices } from '@magpie-im/model'

/** Ends other devices of a user, from the one he is at; devices that are not signed in are passed over. */
export function endDevices(deliveries: Deliveries, at: { readonly user: UserId; readonly device: Device }, which: WhichDevices): void {
  const { user, device } = at
  if (which.type === device.type && (which.id ?? device.id) === device.id) {
    throw new ImError('BadRequest', { detail: 'this is the device you are on; sign out instead' })
  }
  deliveries.disconnect(user, 'ended', which)
}
