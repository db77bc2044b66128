import { ImError } from '@magpie-im/model'
import type { UpdateProfile } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

/** Replaces what this protocol knows of the own profile. */
export function userInfoUpdate({ updateProfile }: { readonly updateProfile: UpdateProfile }): OmtpRoute {
  return route(packets.USERINFO_UPDATE, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { userId, name, avatar, mobile, birthday } = call.request.userInfo
      if (userId !== call.session.user) throw new ImError('NotYourself')
      await updateProfile.update(call.session.user, { nick: name, avatar, mobile, birthday: BigInt(birthday) })
      call.reply(success)
    },
  })
}
