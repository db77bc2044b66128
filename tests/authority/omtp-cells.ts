import { labelOf } from '../drivers/omtp/client.ts'
import { types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import type { World } from './world.ts'

/** What Eve sends, and the code she is refused with. */
export interface Attempt {
  readonly payload: (world: World) => Buffer
  readonly code: number
  /** Writes to a group of somebody else, where one can be muted too. */
  readonly inGroup?: true
}

/** Why a packet type cannot be used that way. */
export type NotApplicable = string

export interface Row {
  readonly type: number
  /** In the name of somebody else who is signed in elsewhere. */
  readonly another: readonly Attempt[] | NotApplicable
  /** On a conversation, group, device or user that is not hers. */
  readonly foreign: readonly Attempt[] | NotApplicable
  /** What she may do otherwise, while she is muted. For who has every right a client can have. */
  readonly muted: readonly Attempt[] | NotApplicable
}

const nobodyElse = 'the packet names nobody but the user who is signed in'
const writesNothing = 'it writes nothing that others see'
const param = 2
const denied = 28
const notMember = 30

const about = (group: string) => ({ ...structs.GroupChatInfo.zero, groupId: group, name: 'Mine' })

function message(fields: (world: World) => { from: string; to: string; sessionId: string }, code: number): Attempt {
  return { payload: (world) => structs.MsgReq.encode({ contentType: 1, content: 'obey', ...fields(world) }), code }
}

function override(sessionId: string, packId: string, seqId: bigint): Buffer {
  return structs.MsgControl.encode({ command: 2, sessionId, packId, seqId, content: 'new' })
}

/** Every packet type a client can send, and how each is abused. */
export const rows: readonly Row[] = [
  { type: types.ping, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  {
    type: types.login,
    another: [
      {
        payload: () =>
          structs.LoginReq.encode({ clientId: 'ann', userName: 'ann', password: 'guess', deviceType: 5, deviceId: 'd', version: '1' }),
        code: 21,
      },
    ],
    foreign: nobodyElse,
    muted: 'who is muted may sign in and read',
  },
  { type: types.logout, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  {
    type: types.kickout,
    another: nobodyElse,
    foreign: [{ payload: ({ annDevice }) => structs.KickOutReq.encode({ deviceType: 5, deviceId: annDevice }), code: 0 }],
    muted: writesNothing,
  },
  {
    type: types.singleChat,
    another: [
      message(() => ({ from: 'ann', to: 'bob', sessionId: labelOf('ann', 'bob') }), param),
      message(() => ({ from: 'cas', to: 'eve', sessionId: labelOf('cas', 'eve') }), param),
    ],
    foreign: [
      message(() => ({ from: 'eve', to: 'bob', sessionId: labelOf('eve', 'bob') }), 50),
      message(() => ({ from: 'eve', to: 'cas', sessionId: labelOf('ann', 'bob') }), param),
    ],
    muted: [message(() => ({ from: 'eve', to: 'cas', sessionId: labelOf('eve', 'cas') }), 43)],
  },
  {
    type: types.groupChat,
    another: [message(({ group }) => ({ from: 'bob', to: group, sessionId: group }), param)],
    foreign: [message(({ group }) => ({ from: 'eve', to: group, sessionId: group }), notMember)],
    muted: [
      message(({ ownGroup }) => ({ from: 'eve', to: ownGroup, sessionId: ownGroup }), 43),
      { ...message(({ casGroup }) => ({ from: 'eve', to: casGroup, sessionId: casGroup }), 43), inGroup: true },
    ],
  },
  {
    type: types.notify,
    another: [message(() => ({ from: 'ann', to: 'cas', sessionId: 'BM_ann_cas' }), param)],
    foreign: [message(() => ({ from: 'eve', to: 'cas', sessionId: 'BM_eve_cas' }), 23)],
    muted: [message(() => ({ from: 'eve', to: 'cas', sessionId: 'BM_eve_cas' }), 43)],
  },
  {
    type: types.control,
    another: nobodyElse,
    foreign: [1, 2, 3].flatMap((command) => [
      {
        payload: ({ seqId, packId }) =>
          structs.MsgControl.encode({ command, sessionId: labelOf('ann', 'bob'), packId, seqId, content: 'x' }),
        code: denied,
      },
      {
        payload: ({ group, groupSeqId, groupPackId }) =>
          structs.MsgControl.encode({ command, sessionId: group, packId: groupPackId, seqId: groupSeqId, content: 'x' }),
        code: notMember,
      },
      ...(command === 3
        ? []
        : [
            {
              payload: ({ casSeqId, casPackId }: World) =>
                structs.MsgControl.encode({
                  command,
                  sessionId: labelOf('cas', 'eve'),
                  packId: casPackId,
                  seqId: casSeqId,
                  content: 'x',
                }),
              code: 43,
            },
          ]),
    ]),
    muted: [
      { payload: ({ eveSeqId, evePackId }) => override(labelOf('cas', 'eve'), evePackId, eveSeqId), code: 43 },
      { payload: ({ casGroup, eveGroupSeqId, evePackId }) => override(casGroup, evePackId, eveGroupSeqId), code: 43, inGroup: true },
    ],
  },
  { type: types.highPriority, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  {
    type: types.monitorStart,
    another: nobodyElse,
    foreign: [
      { payload: () => structs.SessionMonitor.encode({ sessionId: labelOf('ann', 'bob') }), code: denied },
      { payload: ({ group }) => structs.SessionMonitor.encode({ sessionId: group }), code: denied },
      { payload: () => structs.SessionMonitor.encode({ sessionId: labelOf('no', 'body') }), code: denied },
    ],
    muted: writesNothing,
  },
  {
    type: types.monitorStop,
    another: nobodyElse,
    foreign: [{ payload: ({ group }) => structs.SessionMonitor.encode({ sessionId: group }), code: denied }],
    muted: writesNothing,
  },
  { type: types.monitorSync, another: nobodyElse, foreign: [{ payload: () => Buffer.alloc(0), code: 23 }], muted: writesNothing },
  {
    type: types.read,
    another: nobodyElse,
    foreign: [
      { payload: ({ seqId }) => structs.MsgReaded.encode({ sessionId: labelOf('ann', 'bob'), seqId }), code: denied },
      { payload: ({ group, groupSeqId }) => structs.MsgReaded.encode({ sessionId: group, seqId: groupSeqId }), code: denied },
    ],
    muted: writesNothing,
  },
  { type: types.hotSessions, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  {
    type: types.history,
    another: nobodyElse,
    foreign: [
      { payload: () => structs.HistoryMsgPullReq.encode({ sessionId: labelOf('ann', 'bob'), seqId: 0n, count: 9 }), code: denied },
      { payload: ({ group }) => structs.HistoryMsgPullReq.encode({ sessionId: group, seqId: 0n, count: 9 }), code: denied },
    ],
    muted: writesNothing,
  },
  { type: types.groupSync, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  {
    type: types.groupCreate,
    another: [
      {
        payload: () =>
          structs.GroupChatCreateReq.encode({ groupInfo: { ...structs.GroupChatInfo.zero, creatorId: 'ann' }, memberIds: ['bob'] }),
        code: param,
      },
    ],
    foreign: [
      {
        payload: () => structs.GroupChatCreateReq.encode({ groupInfo: structs.GroupChatInfo.zero, memberIds: ['no-such-user'] }),
        code: param,
      },
    ],
    muted: 'a muted user may not write messages; the rest of his rights he keeps',
  },
  {
    type: types.groupJoin,
    another: [{ payload: ({ group }) => structs.GroupChatJoinQuitReq.encode({ groupId: group, memberIds: ['cas'] }), code: notMember }],
    foreign: [{ payload: ({ group }) => structs.GroupChatJoinQuitReq.encode({ groupId: group, memberIds: ['eve'] }), code: notMember }],
    muted: writesNothing,
  },
  {
    type: types.groupQuit,
    another: [{ payload: ({ group }) => structs.GroupChatJoinQuitReq.encode({ groupId: group, memberIds: ['bob'] }), code: notMember }],
    foreign: [{ payload: ({ group }) => structs.GroupChatJoinQuitReq.encode({ groupId: group, memberIds: ['eve'] }), code: notMember }],
    muted: writesNothing,
  },
  {
    type: types.groupDismiss,
    another: [{ payload: ({ group }) => structs.GroupChatDismissReq.encode({ groupId: group, operatorId: 'ann' }), code: param }],
    foreign: [{ payload: ({ group }) => structs.GroupChatDismissReq.encode({ groupId: group, operatorId: 'eve' }), code: notMember }],
    muted: writesNothing,
  },
  {
    type: types.groupTransfer,
    another: [
      {
        payload: ({ group }) => structs.GroupChatCreatorUpdateReq.encode({ groupId: group, operatorId: 'ann', newCreatorId: 'eve' }),
        code: param,
      },
    ],
    foreign: [
      {
        payload: ({ group }) => structs.GroupChatCreatorUpdateReq.encode({ groupId: group, operatorId: 'eve', newCreatorId: 'eve' }),
        code: notMember,
      },
    ],
    muted: writesNothing,
  },
  {
    type: types.groupUpdate,
    another: [
      { payload: ({ group }) => structs.GroupChatInfoUpdateReq.encode({ operatorId: 'ann', groupInfo: about(group) }), code: param },
    ],
    foreign: [
      { payload: ({ group }) => structs.GroupChatInfoUpdateReq.encode({ operatorId: 'eve', groupInfo: about(group) }), code: notMember },
    ],
    muted: writesNothing,
  },
  {
    type: types.groupMembers,
    another: nobodyElse,
    foreign: [{ payload: ({ group }) => structs.GroupChatMemberGetReq.encode({ groupId: group }), code: notMember }],
    muted: writesNothing,
  },
  {
    type: types.friendAdd,
    another: [{ payload: () => structs.FriendAddReq.encode({ friends: [{ userId: 'ann', friendId: 'eve', remark: '' }] }), code: param }],
    foreign: [
      { payload: () => structs.FriendAddReq.encode({ friends: [{ userId: 'eve', friendId: 'no-such-user', remark: '' }] }), code: param },
    ],
    muted: writesNothing,
  },
  {
    type: types.friendDelete,
    another: [{ payload: () => structs.FriendAddReq.encode({ friends: [{ userId: 'ann', friendId: 'bob', remark: '' }] }), code: param }],
    foreign: 'it ends friendships of the user who is signed in only',
    muted: writesNothing,
  },
  { type: types.friendSync, another: nobodyElse, foreign: nobodyElse, muted: writesNothing },
  { type: types.userInfo, another: nobodyElse, foreign: 'profiles are for everybody to see', muted: writesNothing },
  {
    type: types.userInfoUpdate,
    another: [
      {
        payload: () => structs.UserInfoUpdateReq.encode({ userInfo: { ...structs.UserInfo.zero, userId: 'ann', name: 'Not Ann' } }),
        code: param,
      },
    ],
    foreign: nobodyElse,
    muted: writesNothing,
  },
  {
    type: types.userAttributeSet,
    another: [
      {
        payload: () => structs.UserAttrSetReq.encode({ attribute: { userId: 'ann', friendId: 'bob', attrName: 'LABEL', attrValue: 'x' } }),
        code: param,
      },
    ],
    foreign: [
      {
        payload: () => structs.UserAttrSetReq.encode({ attribute: { userId: 'eve', friendId: 'bob', attrName: 'LABEL', attrValue: 'x' } }),
        code: 50,
      },
    ],
    muted: writesNothing,
  },
  {
    type: types.userAttributes,
    another: [
      { payload: () => structs.UserAttribute.encode({ userId: 'ann', friendId: 'bob', attrName: 'LABEL', attrValue: '' }), code: param },
    ],
    foreign: 'it reads what the user himself keeps',
    muted: writesNothing,
  },
  {
    type: types.sessionAttributeSet,
    another: [
      {
        payload: () =>
          structs.SessionAttrSetReq.encode({ userId: 'ann', sessionId: labelOf('ann', 'bob'), attrName: 'TOP', attrValue: '1' }),
        code: param,
      },
    ],
    foreign: [
      {
        payload: () =>
          structs.SessionAttrSetReq.encode({ userId: 'eve', sessionId: labelOf('ann', 'bob'), attrName: 'TOP', attrValue: '1' }),
        code: denied,
      },
      {
        payload: ({ group }) => structs.SessionAttrSetReq.encode({ userId: 'eve', sessionId: group, attrName: 'TOP', attrValue: '1' }),
        code: denied,
      },
    ],
    muted: writesNothing,
  },
]
