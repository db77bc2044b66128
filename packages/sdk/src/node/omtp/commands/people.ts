import { packets } from '@magpie-im/wire'
import type { Fields } from '../../../protocol.ts'
import { check, Refused } from '../refused.ts'
import { refuseFields, type Scope, type Translations, unsupported } from '../translation.ts'

type Profile = Awaited<ReturnType<typeof getProfiles>>['items'][number]['profile']

const untold = {
  ...{ realName: '', domain: '', gender: 'unknown' as const, region: '', telephone: '', email: '' },
  ...{ department: '', signature: '', status: '', extra: '' },
}

async function friendsSince(milliseconds: number, { line }: Pick<Scope, 'line'>) {
  const { errorCode, friends } = await line.ask(packets.FRIEND_SYNC, { timestamp: milliseconds })
  check(errorCode)
  return friends
}

async function addFriend({ friend, remark = '' }: Fields<'addFriend'>, { line, user }: Scope) {
  check(await line.ask(packets.FRIEND_ADD, { friends: [{ userId: user, friendId: friend, remark }] }))
  return {}
}

/** Who does not exist has an empty name. */
async function getProfiles({ users }: Fields<'getProfiles'>, { line }: Pick<Scope, 'line'>) {
  const { errorCode, userInfos } = await line.ask(packets.USERINFO_GET, { userIds: users })
  check(errorCode)
  const there = userInfos.filter(({ name }) => name !== '')
  return {
    items: there.map(({ userId, name, avatar, mobile, birthday }) => ({
      user: userId,
      profile: { ...untold, nick: name, avatar, mobile, birthday: String(birthday) },
    })),
  }
}

/** OMTP replaces all it knows of a profile: what is not given stays as it is. */
async function updateProfile(fields: Fields<'updateProfile'>, scope: Scope) {
  refuseFields(fields, ...Object.keys(untold))
  const { items } = await getProfiles({ users: [scope.user] }, scope)
  const before: Pick<Profile, 'nick' | 'avatar' | 'mobile' | 'birthday'> = items[0]?.profile ?? {
    nick: '',
    avatar: '',
    mobile: '',
    birthday: '0',
  }
  const { nick, avatar, mobile, birthday } = { ...before, ...fields }
  const birthdayNumber = Number.isSafeInteger(Number(birthday)) ? Number(birthday) : BigInt(birthday)
  const userInfo = { userId: scope.user, name: nick, avatar, mobile, birthday: birthdayNumber }
  check(await scope.line.ask(packets.USERINFO_UPDATE, { userInfo }))
  return {}
}

export const peopleCommands = {
  /** All at once, and nobody's time. */
  listFriends: async ({ after = 0 }, scope) => {
    const friends = await friendsSince(Math.floor(after / 1000), scope)
    return { items: friends.map(({ friendId, remark }) => ({ user: friendId, remark, since: 0 })), more: false }
  },
  addFriend,
  removeFriend: async ({ friend }, { line, user }) => {
    check(await line.ask(packets.FRIEND_DEL, { friends: [{ userId: user, friendId: friend, remark: '' }] }))
    return {}
  },
  setRemark: async (fields, scope) => {
    const friends = await friendsSince(0, scope)
    if (!friends.some(({ friendId }) => friendId === fields.friend)) throw new Refused('NotFriends', 'you are not friends')
    return await addFriend(fields, scope)
  },
  listFriendAttributes: async ({ friend }, { line, user }) => {
    const { errorCode, attributes } = await line.ask(packets.USERATTRIBUTE_GET, {
      userId: user,
      friendId: friend,
      attrName: '',
      attrValue: '',
    })
    check(errorCode)
    return { attributes: Object.fromEntries(attributes.map(({ attrName, attrValue }) => [attrName, attrValue])) }
  },
  setFriendAttribute: async ({ friend, name, value }, { line, user }) => {
    const attribute = { userId: user, friendId: friend, attrName: name, attrValue: value }
    check(await line.ask(packets.USERATTRIBUTE_SET, { attribute }))
    return {}
  },
  getProfiles,
  updateProfile,
  listFriendRequests: unsupported,
  acceptFriendRequest: unsupported,
  refuseFriendRequest: unsupported,
  listBlocks: unsupported,
  blockUser: unsupported,
  unblockUser: unsupported,
  setPresence: unsupported,
  watchPresence: unsupported,
} satisfies Partial<Translations>
