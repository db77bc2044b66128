import { type Deliveries, ImError } from '@magpie-im/model'
import { endDevices } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { findDeviceType } from '../device-types.ts'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

/** Ends other devices of the user: one of a type, or without `deviceId` all of the type. */
export function kickout({ deliveries }: { readonly deliveries: Deliveries }): OmtpRoute {
  return route(packets.KICKOUT, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: (call) => {
      const { request, session } = call
      const type = findDeviceType(request.deviceType)
      if (type === undefined) throw new ImError('BadRequest', { detail: 'there is no such device type' })
      endDevices(deliveries, session, { type, id: request.deviceId || undefined })
      call.reply(success)
    },
  })
}
