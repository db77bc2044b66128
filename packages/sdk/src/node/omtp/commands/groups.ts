import { type GroupChatInfo, packets } from '@magpie-im/wire'
import type { Reply } from '../../../protocol.ts'
import type { Line } from '../line.ts'
import { check, Refused } from '../refused.ts'
import { refuseFields, type Scope, type Translations, unsupported } from '../translation.ts'

type Group = Reply<'getGroup'>['group']

const usualLimit = 50
const noInfo: GroupChatInfo = {
  ...{ groupId: '', name: '', avatar: '', creatorId: '', desc: '', memberLimit: 0, createTime: 0, updateTime: 0 },
}

/** What OMTP says of a group: the rest of it is left out. */
function groupOf({ groupId, name, avatar, creatorId, desc, memberLimit, createTime, updateTime }: GroupChatInfo): Group {
  const known = { id: groupId, name, avatar, description: desc, limit: memberLimit, owner: creatorId }
  return { ...known, createdAt: Number(createTime) * 1000, updatedAt: Number(updateTime) * 1000 } as Group // as: docs/sdk.md says what is left out
}

async function groups(line: Line): Promise<Group[]> {
  const { errorCode, groupChats } = await line.ask(packets.GROUPCHAT_SYNC, { timestamp: 0 })
  check(errorCode)
  return groupChats.map(groupOf)
}

async function join(groupId: string, memberIds: string[], { line }: Scope) {
  check(await line.ask(packets.GROUPCHAT_JION, { groupId, memberIds }))
  return {}
}

async function quit(groupId: string, memberIds: string[], { line }: Scope) {
  check(await line.ask(packets.GROUPCHAT_QUIT, { groupId, memberIds }))
  return {}
}

export const groupCommands = {
  createGroup: async ({ wantedId = '', name = '', avatar = '', description = '', limit = 0, members = [], ...rest }, { line, user }) => {
    refuseFields(rest, 'joinPolicy', 'historyForNewMembers')
    const groupInfo = { ...noInfo, groupId: wantedId, name, avatar, desc: description, memberLimit: limit, creatorId: user }
    const { errorCode, groupId } = await line.ask(packets.GROUPCHAT_CREATE, { groupInfo, memberIds: members })
    check(errorCode)
    return { group: groupId }
  },
  /** All at once. */
  listGroups: async (_, { line }) => ({ items: await groups(line), more: false }),
  getGroup: async ({ group: id }, { line }) => {
    const group = (await groups(line)).find((one) => one.id === id)
    if (group === undefined) throw new Refused('NotInGroup', 'you are not in this group')
    return { group }
  },
  updateGroup: async ({ group, name, avatar, description, limit, ...rest }, { line, user }) => {
    refuseFields(rest, 'joinPolicy', 'historyForNewMembers', 'muted')
    if ([name, avatar, description].includes('')) throw new Refused('Unsupported', 'OMTP cannot make a field of a group empty')
    const looks = { name: name ?? '', avatar: avatar ?? '', desc: description ?? '', memberLimit: limit ?? 0 }
    check(await line.ask(packets.GROUPCHAT_INFO_UPDATE, { operatorId: user, groupInfo: { ...noInfo, groupId: group, ...looks } }))
    return {}
  },
  transferGroup: async ({ group, to }, { line, user }) => {
    check(await line.ask(packets.GROUPCHAT_UPDATE_CREATOR, { groupId: group, operatorId: user, newCreatorId: to }))
    return {}
  },
  dismissGroup: async ({ group }, { line, user }) => {
    check(await line.ask(packets.GROUPCHAT_DISMISS, { groupId: group, operatorId: user }))
    return {}
  },
  joinGroup: ({ group }, scope) => join(group, [scope.user], scope),
  leaveGroup: ({ group }, scope) => quit(group, [scope.user], scope),
  /** Ids alone: roles, times and mutes are left out. */
  listMembers: async ({ group, after = '', limit = usualLimit }, { line }) => {
    const { errorCode, memberIds } = await line.ask(packets.GROUPCHAT_MEMBERS_GET, { groupId: group })
    check(errorCode)
    const behind = memberIds.slice(memberIds.indexOf(after) + 1)
    const items = behind.slice(0, limit).map((user) => ({ user })) as Reply<'listMembers'>['items'] // as: the same
    return { items, more: behind.length > limit }
  },
  addMembers: ({ group, users }, scope) => join(group, users, scope),
  removeMembers: ({ group, users }, scope) => quit(group, users, scope),
  changeMember: unsupported,
} satisfies Partial<Translations>
