import { types } from '../drivers/omtp/packets.ts'
import type { Frame } from './recording.ts'

/** What a request gets where Magpie deliberately does not do as the recorded server did. */
export type Instead =
  | { readonly code: number }
  | { readonly friends: readonly string[] }
  | { readonly history: 'everything sent' }
  /** Ids of the packets of the high-priority queue, in this order. */
  | { readonly queue: readonly string[] }
  | { readonly names: readonly string[] }
  /** Everything else is as recorded. */
  | { readonly birthdays: Readonly<Record<string, bigint>> }
  | { readonly members: readonly string[] }
  | { readonly echo: true }
  | { readonly acknowledgedThenClosed: true }
  | { readonly signedIn: true }

export interface Deviation {
  readonly session?: string
  readonly request: readonly number[] | ((frame: Frame) => boolean)
  readonly instead: Instead
  readonly reason: string
}

/** `request` lists frames of the session by their index. */
export const deviations: readonly Deviation[] = [
  {
    request: ({ packet }) => packet.type === types.logout,
    instead: { acknowledgedThenClosed: true },
    reason: 'LOGOUT is acknowledged, then the connection is closed; the reference ignores it',
  },
  {
    session: 'befriend',
    request: [13],
    instead: { friends: ['cora:my-neighbour'] },
    reason: 'the remark of FRIEND_ADD is kept; the reference ignores it and wants an attribute',
  },
  {
    session: 'user-info',
    request: [11],
    instead: { names: ['rita', 'rob'] },
    reason: 'who never told his name goes by that of his account; the reference gives none',
  },
  {
    session: 'user-info',
    request: [17],
    instead: { birthdays: { rita: 631152000000n, rob: 0n, 'no-such-user': 0n } },
    reason: 'a birthday is kept; the reference loses all but one byte of it',
  },
  { session: 'user-info', request: [19], instead: { birthdays: { rita: 631152000000n } }, reason: 'as above' },
  { session: 'unanswered-types', request: [6, 7], instead: { code: 28 }, reason: 'who has the right to follows conversations of others' },
  { session: 'unanswered-types', request: [8], instead: { code: 23 }, reason: 'as above' },
  { session: 'unanswered-types', request: [9], instead: { code: 1 }, reason: 'a command to devices comes from the server only' },
  { session: 'unanswered-types', request: [10], instead: { code: 23 }, reason: 'a client may give notice if it has the right to' },
  { session: 'unanswered-types', request: [11], instead: { code: 0 }, reason: 'KICKOUT from a client is served and acknowledged' },
  {
    session: 'packets-right-behind-login',
    request: [0],
    instead: { signedIn: true },
    reason: 'packets right behind LOGIN wait for the sign-in; the reference closes the connection',
  },
  { session: 'packets-right-behind-login', request: [1], instead: { echo: true }, reason: 'as above' },
  { session: 'packets-right-behind-login', request: [2], instead: { friends: [] }, reason: 'as above' },
  { session: 'group-history-denied', request: [22], instead: { code: 30 }, reason: 'who is in no group does not write to it' },
  {
    session: 'group-info-transfer-members',
    request: [28],
    instead: { members: ['kai', 'kate', 'kim'] },
    reason: 'the old owner stays a member; the reference removes him',
  },
  {
    session: 'group-dismiss',
    request: [28],
    instead: { code: 35 },
    reason: 'a dismissed group is no group; the reference says it is empty',
  },
  {
    session: 'high-priority-sync',
    request: [16],
    instead: { queue: ['700032000', '700032002'] },
    reason: 'the queue is given oldest first, from what is newer than the seqId that is named; the reference goes back from it',
  },
  { session: 'high-priority-sync', request: [18], instead: { queue: ['700032002'] }, reason: 'as above' },
  { session: 'high-priority-sync', request: [23], instead: { queue: ['700032000', '700032002', '790000032'] }, reason: 'as above' },
  {
    session: 'high-priority-sync',
    request: [25],
    instead: { queue: ['700032000', '700032002', '790000032'] },
    reason: 'the queue of the sender has his own messages too, for his other devices',
  },
  {
    session: 'revoke-override-delete',
    request: [47],
    instead: { queue: ['564755035', '1241620414'] },
    reason: 'oldest first; and a deletion concerns only who deletes',
  },
  {
    session: 'revoke-override-delete',
    request: [49],
    instead: { queue: ['564755035', '1241620414', '3706780191'] },
    reason: 'who did it finds it in his own queue too, for his other devices',
  },
  {
    session: 'revoke-override-delete',
    request: ({ packet }) => packet.type === types.history,
    instead: { history: 'everything sent' },
    reason: 'who deletes a message deletes it for himself; the reference deletes it for everybody',
  },
]

interface Undelivered {
  readonly session: string
  /** Undefined: all of them. */
  readonly connection?: number
  readonly push: string
  readonly reason: string
}

/** What the reference delivered to those whom it should not have reached. */
export const undelivered: readonly Undelivered[] = [
  {
    session: 'revoke-override-delete',
    connection: 3,
    push: 'control 3706780191',
    reason: 'a message is deleted for oneself, not for others',
  },
  { session: 'group-history-denied', push: 'message 3605165264', reason: 'its sender is not in the group, so it is refused' },
]

interface PushDeviation {
  readonly session: string
  readonly connection: number
  readonly adds: string
  /** Index of the frame whose effect it is. */
  readonly cause: number
  readonly reason: string
}

/** Deviations of what is pushed. Duplicates of the reference's self-sync and its disorder are repaired for every session. */
export const pushDeviations: readonly PushDeviation[] = [
  { session: 'user-info', connection: 2, adds: 'sync 1', cause: 13, reason: 'friends are told of a new profile' },
  { session: 'user-info', connection: 1, adds: 'sync 1', cause: 15, reason: 'as above' },
  {
    session: 'group-info-transfer-members',
    connection: 1,
    adds: 'sync 3',
    cause: 32,
    reason: 'the old owner is still a member and told of what changes',
  },
  {
    session: 'two-device-types',
    connection: 2,
    adds: 'sync 1',
    cause: 12,
    reason: 'a new friend is told to all devices of both; the reference tells only the friend',
  },
  {
    session: 'revoke-override-delete',
    connection: 2,
    adds: 'sync 1',
    cause: 12,
    reason: 'as above',
  },
  { session: 'mark-read', connection: 3, adds: 'read mark', cause: 24, reason: 'a read mark is told to the other devices of its user' },
  { session: 'mark-read', connection: 3, adds: 'read mark', cause: 28, reason: 'as above' },
  {
    session: 'same-device-type-twice',
    connection: 1,
    adds: 'kickout',
    cause: 11,
    reason: 'a second sign-in with the same device type ends the first, which the reference leaves half alive',
  },
]

export function deviationFor(session: string, frame: Frame): Deviation | undefined {
  return deviations.find(
    (row) =>
      (row.session ?? session) === session && (typeof row.request === 'function' ? row.request(frame) : row.request.includes(frame.index)),
  )
}
