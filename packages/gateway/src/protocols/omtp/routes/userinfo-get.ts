import type { Journal } from '@magpie-im/model'
import { type FoundProfile, getProfiles, type Profiles } from '@magpie-im/services'
import { canonicalLong, packets, type UserInfo } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

/** One entry for each user; those who do not exist have an empty name. */
export function userInfoGet(ports: { readonly journal: Journal; readonly profiles: Profiles }): OmtpRoute {
  return route(packets.USERINFO_GET, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, userInfos: [] }),
    handle: async (call) => {
      const found = await getProfiles(ports, call.request.userIds)
      call.reply({ errorCode: success, userInfos: found.map(userInfoOf) })
    },
  })
}

function userInfoOf({ id, profile }: FoundProfile): UserInfo {
  if (profile === undefined) return { userId: id, name: '', avatar: '', mobile: '', birthday: 0 }
  const { nick, avatar, mobile, birthday } = profile
  return { userId: id, name: nick, avatar, mobile, birthday: canonicalLong(birthday) }
}
