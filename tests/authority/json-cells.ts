import type { World } from './world.ts'

/** What Eve asks, and the error she is refused with. */
export interface JsonAttempt {
  readonly fields: (world: World) => object
  readonly code: string
}

/** How a command is abused, or why it cannot be: it is about nobody but who asks. */
export type JsonRow = readonly JsonAttempt[] | string

const ownOnly = 'it names nobody but the user who is signed in'
const anybodyMay = 'it does what anybody may, and tells what anybody may know'

const of = (fields: (world: World) => object, code: string): JsonAttempt => ({ fields, code })
const user = 'ann'
/** On a conversation of others: as her own, and as theirs. */
const foreign = (code: string, more: (world: World) => object = () => ({})): readonly JsonAttempt[] => [
  of((world) => ({ conversation: 'user:ann', ...more(world) }), 'NotInConversation'),
  of((world) => ({ conversation: `group:${world.group}`, ...more(world) }), code),
]
const ofOthers = (code: string, more: (world: World) => object = () => ({})): readonly JsonAttempt[] => [
  ...foreign(code, more),
  of((world) => ({ conversation: 'user:bob', of: 'ann', ...more(world) }), 'NotInConversation'),
]
const inGroup = (code: string, more: object = {}): readonly JsonAttempt[] => [of(({ group }) => ({ group, ...more }), code)]
/** A message of somebody else, where she is a member. */
const ofCas = (action: string) =>
  of(({ casSeqId }) => ({ conversation: 'user:cas', stamp: Number(casSeqId), action, body: 'new' }), 'ControlNotAllowed')
const ofAnn = ({ seqId }: World) => ({ stamp: Number(seqId), action: 'override', body: 'new' })
const ofGroup = ({ groupSeqId, group }: World) => ({
  conversation: `group:${group}`,
  stamp: Number(groupSeqId),
  action: 'delete',
  forAll: true,
})

/** A message of others, as if it were in a conversation of hers. */
const notHers = ({ seqId }: World) => ({ conversation: 'user:cas', stamp: Number(seqId), emoji: '👍', on: true })

/** Every command, and what Eve tries with it. */
export const jsonRows: Readonly<Record<string, JsonRow>> = {
  signIn: 'it is what says who somebody is; its test is where people sign in',
  signOut: ownOnly,
  ping: ownOnly,
  issueToken: ownOnly,
  endDevices: ownOnly,
  listConversations: ownOnly,
  listMessages: ofOthers('NotInConversation'),
  searchMessages: foreign('NotInConversation', () => ({ text: 'secret' })),
  setReadMark: foreign('NotInConversation', ({ groupSeqId }) => ({ stamp: Number(groupSeqId) })),
  setDelivered: foreign('NotInConversation', ({ groupSeqId }) => ({ stamp: Number(groupSeqId) })),
  listReceipts: foreign('NotInConversation', ({ groupSeqId }) => ({ stamp: Number(groupSeqId) })),
  setTyping: foreign('NotInConversation', () => ({ on: true })),
  setConversationAttribute: foreign('NotInConversation', () => ({ name: 'TOP', value: '9' })),
  removeConversation: foreign('NotInConversation'),
  sendMessage: [
    of(() => ({ to: 'user:ann', body: 'obey' }), 'NotFriends'),
    of(({ group }) => ({ to: `group:${group}`, body: 'obey' }), 'NotInGroup'),
    of(() => ({ to: 'user:cas', body: 'obey', from: 'ann' }), 'BadRequest'),
    of(() => ({ to: 'notice:ann', body: 'obey' }), 'BadRequest'),
    of(({ seqId }) => ({ to: 'user:cas', body: 'so it is', replyTo: Number(seqId) }), 'MessageNotFound'),
    of(({ group, groupSeqId }) => ({ to: `group:${group}`, body: 'so it is', replyTo: Number(groupSeqId) }), 'NotInGroup'),
    of(() => ({ to: 'user:cas', body: '@ann', mentions: { users: ['ann'] } }), 'BadRequest'),
    of(({ casGroup }) => ({ to: `group:${casGroup}`, body: '@all', mentions: { all: true } }), 'GroupNotAllowed'),
    of(() => ({ to: 'user:cas', body: '{"items":[]}', kind: 'merged' }), 'BadRequest'),
    of(() => ({ to: 'user:cas', body: 'hi', forwarded: { from: 'ann', stamp: 1 } }), 'BadRequest'),
  ],
  sendFiles: [
    of(({ annFile }) => ({ to: 'user:cas', body: `file:${annFile}`, files: [annFile] }), 'NotFound'),
    of(({ annFile }) => ({ to: 'user:ann', body: `file:${annFile}`, files: [annFile] }), 'NotFound'),
  ],
  forwardMessages: [
    of(({ seqId }) => ({ from: 'user:ann', stamps: [Number(seqId)], to: 'user:cas' }), 'NotInConversation'),
    of(({ group, groupSeqId }) => ({ from: `group:${group}`, stamps: [Number(groupSeqId)], to: 'user:cas' }), 'NotInConversation'),
    of(({ seqId }) => ({ from: 'user:cas', stamps: [Number(seqId)], to: 'user:cas', merged: true }), 'MessageNotFound'),
    of(({ casSeqId }) => ({ from: 'user:cas', stamps: [Number(casSeqId)], to: 'user:ann' }), 'NotFriends'),
    of(({ casSeqId, group }) => ({ from: 'user:cas', stamps: [Number(casSeqId)], to: `group:${group}`, merged: true }), 'NotInGroup'),
  ],
  sendNotice: [of(() => ({ to: 'ann', body: 'obey' }), 'RightMissing')],
  controlMessage: [
    ofCas('revoke'),
    ofCas('override'),
    of((world) => ({ conversation: 'user:bob', of: 'ann', ...ofAnn(world) }), 'NotInConversation'),
    of((world) => ({ conversation: 'user:ann', ...ofAnn(world) }), 'NotInConversation'),
    of(ofGroup, 'NotInGroup'),
  ],
  setReaction: [
    ...foreign('NotInGroup', ({ groupSeqId }) => ({ stamp: Number(groupSeqId), emoji: '👍', on: true })),
    of(notHers, 'MessageNotFound'),
  ],
  listReactions: foreign('NotInConversation', ({ groupSeqId }) => ({ stamp: Number(groupSeqId) })),
  setPin: [
    ...foreign('NotInGroup', ({ groupSeqId }) => ({ stamp: Number(groupSeqId), on: true })),
    of(({ casGroup, eveGroupSeqId }) => ({ conversation: `group:${casGroup}`, stamp: Number(eveGroupSeqId), on: true }), 'GroupNotAllowed'),
  ],
  listPins: foreign('NotInConversation'),
  syncPriority: ownOnly,
  listFriends: ownOnly,
  addFriend: [of(() => ({ friend: 'bob', user }), 'BadRequest')],
  removeFriend: [of(() => ({ friend: 'bob', user }), 'BadRequest')],
  setRemark: [of(() => ({ friend: 'bob', remark: 'mine' }), 'NotFriends')],
  listFriendAttributes: 'it tells what she keeps herself',
  setFriendAttribute: [of(() => ({ friend: 'bob', name: 'LABEL', value: 'mine' }), 'NotFriends')],
  listFriendRequests: ownOnly,
  acceptFriendRequest: [of(() => ({ from: 'ann' }), 'FriendRequestNotFound')],
  refuseFriendRequest: [of(() => ({ from: 'ann' }), 'FriendRequestNotFound')],
  listBlocks: ownOnly,
  blockUser: [of(() => ({ user: 'eve' }), 'BadRequest')],
  unblockUser: ownOnly,
  createGroup: [of(() => ({ owner: 'ann', members: ['bob'] }), 'BadRequest')],
  listGroups: ownOnly,
  getGroup: inGroup('NotInGroup'),
  updateGroup: [...inGroup('NotInGroup', { name: 'Mine' }), of(({ casGroup: group }) => ({ group, name: 'Mine' }), 'NotGroupOwner')],
  transferGroup: [...inGroup('NotInGroup', { to: 'eve' }), of(({ casGroup: group }) => ({ group, to: 'eve' }), 'NotGroupOwner')],
  dismissGroup: [...inGroup('NotInGroup'), of(({ casGroup: group }) => ({ group }), 'NotGroupOwner')],
  joinGroup: inGroup('NotInGroup'),
  leaveGroup: inGroup('NotInGroup'),
  listMembers: inGroup('NotInGroup'),
  addMembers: inGroup('NotInGroup', { users: ['eve'] }),
  removeMembers: [
    ...inGroup('NotInGroup', { users: ['bob'] }),
    of(({ casGroup: group }) => ({ group, users: ['cas'] }), 'GroupNotAllowed'),
  ],
  changeMember: [
    ...inGroup('NotInGroup', { user: 'bob', role: 'admin' }),
    of(({ casGroup: group }) => ({ group, user: 'eve', role: 'admin' }), 'GroupNotAllowed'),
  ],
  setPresence: ownOnly,
  watchPresence: 'of whom she may not know she is told what a stranger is told; its test is where presence is told',
  getProfiles: anybodyMay,
  updateProfile: [of(() => ({ user, nick: 'Mine' }), 'BadRequest')],
  followConversation: ofOthers('NotInConversation'),
  unfollowConversation: ofOthers('NotInConversation'),
  listFollowed: [of(() => ({}), 'RightMissing')],
}
