import {
  type AppId,
  type CloseReason,
  type ConversationId,
  closeReasons,
  type Event,
  type GroupId,
  type Message,
  type MessageControl,
  type UserId,
} from '@magpie-im/model'
import { type JsonEvent, type JsonEventName, jsonEvents } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { message } from '../../testing/events.fixture.ts'
import { textsIn } from '../../testing/page.fixture.ts'
import { farewell, present } from './present.ts'

const [ann, ben, eve] = ['ann', 'ben', 'eve'] as readonly string[] as readonly [UserId, UserId, UserId] // as: ids of the test
const group = 'GC_1' as GroupId // as: the same
const conversation = 1 as ConversationId // as: the same
const shop = 'shop' as AppId // as: the same

const toGroup: Message = { ...message(2), audience: 'group', recipient: group }
const notice: Message = { ...message(3), audience: 'notice', sender: ann, recipient: ben, app: shop, counted: false }
const inGeneral = { seq: 1, stamp: 1000, from: 'ben', kind: 'text', body: 'message 1', state: 'normal', clientMessageId: 'id-1' }
const mark = { conversation, before: { seq: 0, seqId: 0 }, mark: { seq: 4, seqId: 4000 }, stamp: 9 } as const
const moved = { event: 'readMarkMoved', readMark: { seq: 4, stamp: 4000 }, at: 9 }

const put = { seq: 1, stamp: 1000, by: 'ben', on: true }

function control(of: Message, more: Partial<MessageControl> = {}): Event {
  const done = { conversation, action: 'revoke', only: undefined, by: ben, body: '', requestId: 'r1', target: of, ...more } as const
  return { kind: 'message-controlled', control: done, stamp: 5 }
}

/** Every kind of event, and who is told how. */
const cells: readonly (readonly [string, Event, UserId, unknown])[] = [
  ['a message, to whom it was written', said(message(1)), ann, { event: 'message', conversation: 'user:ben', message: inGeneral }],
  ['a message, to another device of its sender', said(message(1)), ben, { event: 'message', conversation: 'user:ann', message: inGeneral }],
  ['a message, to who follows', said(message(1)), eve, { event: 'message', conversation: 'user:ben', of: 'ann', message: inGeneral }],
  ['a message to a group', said(toGroup), eve, { event: 'message', conversation: 'group:GC_1', message: { seq: 2, from: 'ben' } }],
  ['a notice', said(notice), ben, { event: 'message', conversation: 'notice:shop', message: { from: 'ann', counted: false } }],
  ['a notice, to who follows', said(notice), eve, { event: 'message', conversation: 'notice:shop', of: 'ben' }],
  [
    'a message with all it may have',
    said({ ...message(1), priority: true, state: 'replaced', push: { title: 't', summary: 's', url: 'u' } }),
    ann,
    { event: 'message', message: { ...inGeneral, priority: true, state: 'replaced', push: { title: 't', summary: 's', url: 'u' } } },
  ],
  [
    'what became of a message',
    control(message(1)),
    ann,
    {
      ...{ event: 'messageControlled', conversation: 'user:ben', action: 'revoke', by: 'ben' },
      ...{ seq: 1, stamp: 1000, clientMessageId: 'id-1', requestId: 'r1' },
    },
  ],
  [
    'another body, by the operator',
    control(toGroup, { action: 'override', body: 'new', by: undefined }),
    ann,
    { action: 'override', body: 'new' },
  ],
  ['a notice that is taken back', control(notice), ben, { event: 'messageControlled', conversation: 'notice:shop' }],
  ['a read mark of two', { kind: 'read-mark', audience: 'single', peer: ben, ...mark }, ann, { ...moved, conversation: 'user:ben' }],
  ['a read mark in a group', { kind: 'read-mark', audience: 'group', peer: group, ...mark }, ann, { ...moved, conversation: 'group:GC_1' }],
  [
    'a read mark of notices',
    { kind: 'read-mark', audience: 'notice', peer: shop, ...mark },
    ann,
    { ...moved, conversation: 'notice:shop' },
  ],
  [
    'a reaction',
    { kind: 'reaction-changed', reaction: { conversation, by: ben, emoji: '👍', on: true, count: 2, target: message(1) } },
    ann,
    { ...put, event: 'reactionChanged', conversation: 'user:ben', emoji: '👍', count: 2 },
  ],
  [
    'a reaction, to who follows',
    { kind: 'reaction-changed', reaction: { conversation, by: ben, emoji: '👍', on: true, count: 2, target: message(1) } },
    eve,
    { ...put, event: 'reactionChanged', conversation: 'user:ben', of: 'ann', emoji: '👍' },
  ],
  [
    'a pinned message of a group',
    { kind: 'pin-changed', pin: { conversation, by: ben, on: false, target: toGroup } },
    ann,
    { event: 'pinChanged', conversation: 'group:GC_1', seq: 2, stamp: 2000, by: 'ben', on: false },
  ],
  [
    'what the other one of two has received',
    { kind: 'receipt', audience: 'single', peer: ben, user: ben, receipt: { delivered: mark.mark } },
    ann,
    { event: 'receipt', conversation: 'user:ben', user: 'ben', delivered: { seq: 4, stamp: 4000 } },
  ],
  [
    'what a member of a group has read',
    { kind: 'receipt', audience: 'group', peer: group, user: ben, receipt: { read: mark.mark } },
    ann,
    { event: 'receipt', conversation: 'group:GC_1', user: 'ben', read: { seq: 4, stamp: 4000 } },
  ],
  [
    'who is writing',
    { kind: 'typing', audience: 'single', peer: ben, user: ben, on: true },
    ann,
    { event: 'typing', conversation: 'user:ben', user: 'ben', on: true },
  ],
  [
    'who came',
    { kind: 'presence', user: ben, presence: { status: 'online', devices: [{ type: 'web', status: 'online' }], lastSeen: undefined } },
    ann,
    { event: 'presenceChanged', user: 'ben', status: 'online', devices: [{ type: 'web', status: 'online' }] },
  ],
  [
    'who went',
    { kind: 'presence', user: ben, presence: { status: 'offline', devices: [], lastSeen: 4 } },
    ann,
    { event: 'presenceChanged', user: 'ben', status: 'offline', devices: [], lastSeen: 4 },
  ],
  [
    'a removed conversation',
    { kind: 'conversation-removed', conversation, audience: 'single', peer: ben },
    ann,
    { event: 'conversationRemoved', conversation: 'user:ben' },
  ],
  ['friends', { kind: 'friends-changed' }, ann, { event: 'friendsChanged' }],
  ['a friend request', { kind: 'friend-requested', from: ben }, ann, { event: 'friendRequested', from: 'ben' }],
  ['a new group', { kind: 'group-created', group }, ann, { event: 'groupCreated', group }],
  ['groups', { kind: 'groups-changed', group }, ann, { event: 'groupsChanged', group }],
  ['a changed group', { kind: 'group-info-changed', group }, ann, { event: 'groupInfoChanged', group }],
  ['members', { kind: 'group-members-changed', group }, ann, { event: 'groupMembersChanged', group }],
  [
    'a command of a backend',
    { kind: 'sync-command', command: 900, content: 'c', id: 'i' },
    ann,
    { event: 'command', command: 900, content: 'c', commandId: 'i' },
  ],
]

it.each(cells)('%s is told as its row says', (_, event, user, expected) => {
  const [told, ...more] = shown(event, user)
  expect(more).toEqual([])
  expect(told).toMatchObject(Object(expected))
})

it('every row of the table of events is told, and nothing else', () => {
  const told = new Set([...cells.map(([, event, user]) => shown(event, user)[0]?.event), 'closed'])
  expect([...told].sort()).toEqual(Object.keys(jsonEvents).sort())
})

it('what all members of a group see alike is made once', () => {
  const to = (user: UserId) => ({ user, alias: () => undefined })
  for (const event of [said(toGroup), control(toGroup), { kind: 'group-members-changed', group } as const]) {
    expect(present(event, to(ann))[0]).toBe(present(event, to(eve))[0])
  }
})

const reasons = Object.keys(closeReasons) as CloseReason[] // as: Object.keys forgets the names it was given

it.each(reasons)('the last frame says why the connection ends: %s', (reason) => {
  const frame = farewell(reason)
  const { reconnect, reason: text } = closeReasons[reason]
  if (reason === 'peer-closed') expect(frame).toBe(undefined)
  else expect(read(frame)).toEqual([{ event: 'closed', reason, message: text, reconnect }])
})

function said(message: Message): Event {
  return { kind: 'message', message }
}

function shown(event: Event, user: UserId): JsonEvent[] {
  return read(Buffer.concat(present(event, { user, alias: () => undefined })))
}

function read(frames: Buffer = Buffer.alloc(0)): JsonEvent[] {
  return textsIn(frames).map((text) => {
    const frame = JSON.parse(text)
    return jsonEvents[frame.event as JsonEventName].frame.parse(frame) // as: parsing says whether it is
  })
}
