import type { UserId } from '@magpie-im/model'
import { connectionId, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { pullHistory } from '../messages/pull-history.ts'
import { syncConversations } from '../sync/sync-conversations.ts'
import { SyncWindow } from '../sync/sync-window.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const dora = parseUserId('dora')
const as = (user: UserId) => ({ user })

it('who founds a group owns it, and all members but the founding device are told', async () => {
  const writers = await people()
  const group = await writers.createGroup.create(
    { user: ann, connection: connectionId(7) },
    { name: 'Lunch', members: ['ann', 'ben', 'cleo'] },
  )

  expect(group).toMatchObject({ id: 'GC_1', number: 1, owner: ann, limit: 1000, version: 1, joinPolicy: 'members-invite' })
  expect(await rolesOf(writers, ann)).toEqual([
    [ann, 'owner'],
    [ben, 'member'],
    [cleo, 'member'],
  ])
  expect(writers.deliveries.all.map(({ to, except }) => [to, except])).toEqual([ann, ben, cleo].map((to) => [to, 7]))
})

it('a group gets the id it asks for once, and another when somebody used it already', async () => {
  const writers = await people()
  const ids: string[] = []
  for (const id of ['club', 'club', 'GC_4', '', 'tab\there']) {
    ids.push((await writers.createGroup.create(as(ann), { id, name: '', members: [] })).id)
    if (ids.length === 1) await writers.dismissGroup.dismiss(as(ann), 'club')
  }
  expect(ids).toEqual(['club', 'GC_2', 'GC_4', 'GC_5', 'GC_6'])
})

it('a group does not take the name by which somebody knows another conversation', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'hi', { label: 'trip' })
  expect((await writers.createGroup.create(as(ben), { id: 'trip', name: '', members: [] })).id).toBe('GC_1')
})

it.each([
  ['more members than its limit', { limit: 2, members: ['ben', 'cleo'] }, 'GroupFull'],
  ['a member who does not exist', { members: ['ben', 'nobody'] }, 'UserNotFound'],
  ['a limit beyond what is served', { limit: 1_000_000, members: [] }, 'BadRequest'],
  ['too long a name', { name: 'x'.repeat(256), members: [] }, 'BadRequest'],
])('a group with %s is refused and nothing is stored', async (_, command, name) => {
  const writers = await people()
  const before = writers.records.length
  await expect(writers.createGroup.create(as(ann), { name: 'n', ...command })).rejects.toMatchObject({ name })
  expect(writers.records).toHaveLength(before)
})

it('a message reaches every member once, whoever wrote it, and is one record', async () => {
  const { writers, id } = await club()
  await writers.tell(ann, id, 'one')
  await writers.tell(ben, id, 'two', { connection: connectionId(3) })

  expect(writers.messages.map(({ seq, audience, recipient }) => [seq, audience, recipient])).toEqual([
    [1, 'group', id],
    [2, 'group', id],
  ])
  for (const user of [ann, ben, cleo]) expect(writers.deliveries.bodiesOf(user)).toEqual(['one', 'two'])
  expect(writers.deliveries.all.filter(({ to }) => to === ben).at(-1)?.except).toBe(3)
  expect(writers.deliveries.bodiesOf(dora)).toEqual([])
})

it('a repeat is answered with the first result and reaches nobody again (I3)', async () => {
  const { writers, id } = await club()
  const first = await writers.tell(ann, id, 'one', { clientMessageId: 'm1' })
  const repeat = await writers.tell(ann, id, 'one', { clientMessageId: 'm1', resend: true })
  expect(repeat.seqId).toBe(first.seqId)
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['one'])
})

it('who is no member, was removed, or writes to what is no group is refused (I8)', async () => {
  const { writers, id } = await club()
  await writers.leaveGroup.leave(as(ann), id, [cleo])
  for (const user of [dora, cleo]) await expect(writers.tell(user, id, 'x')).rejects.toMatchObject({ name: 'NotInGroup' })
  await expect(writers.tell(ann, 'GC_99', 'x')).rejects.toMatchObject({ name: 'GroupNotFound' })
  await writers.dismissGroup.dismiss(as(ann), id)
  await expect(writers.tell(ann, id, 'x')).rejects.toMatchObject({ name: 'GroupNotFound' })
  expect(writers.messages).toEqual([])
})

it('in a muted group only owner and admins write, and a muted member does not', async () => {
  const { writers, id } = await club()
  await writers.changeMember.change(as(ann), id, { user: ben, role: 'admin' })
  await writers.updateGroup.update(as(ann), id, { muted: true })
  await expect(writers.tell(cleo, id, 'x')).rejects.toMatchObject({ name: 'GroupMuted' })
  await writers.tell(ben, id, 'may')
  await writers.updateGroup.update(as(ben), id, { muted: false })
  await writers.changeMember.change(as(ben), id, { user: cleo, mutedUntil: (writers.clock.now() + 1000) * 1000 })
  await expect(writers.tell(cleo, id, 'x')).rejects.toMatchObject({ name: 'GroupMuted' })
  writers.clock.pass(1001)
  expect(await writers.tell(cleo, id, 'again')).toMatchObject({ seq: 2 })
})

it.each([
  ['open', dora, dora, undefined],
  ['open', dora, cleo, undefined],
  ['members-invite', dora, dora, 'NotInGroup'],
  ['members-invite', ben, dora, undefined],
  ['owner-approves', dora, dora, 'NotInGroup'],
  ['owner-approves', ben, dora, 'GroupNotAllowed'],
  ['owner-approves', ann, dora, undefined],
] as const)('when joining is %s, %s may add %s: %s', async (joinPolicy, operator, added, name) => {
  const { writers, id } = await club({ joinPolicy })
  if (added === cleo) await writers.leaveGroup.leave(as(cleo), id, [cleo])
  const by = added === cleo ? cleo : operator
  const joined = writers.joinGroup.join(as(by), id, [added])
  if (name === undefined) await joined
  else await expect(joined).rejects.toMatchObject({ name })
  expect((await rolesOf(writers, ann)).some(([user]) => user === added)).toBe(name === undefined)
})

it('a full group takes nobody, not even one of two', async () => {
  const { writers, id } = await club({ limit: 3 })
  await expect(writers.joinGroup.join(as(ann), id, [dora])).rejects.toMatchObject({ name: 'GroupFull' })
  expect(await rolesOf(writers, ann)).toHaveLength(3)
})

it('members leave, owner and admins remove, and the owner stays', async () => {
  const { writers, id } = await club()
  await expect(writers.leaveGroup.leave(as(ben), id, [cleo])).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  await expect(writers.leaveGroup.leave(as(ann), id, [ann])).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  await expect(writers.leaveGroup.leave(as(dora), id, [dora])).rejects.toMatchObject({ name: 'NotInGroup' })
  await writers.changeMember.change(as(ann), id, { user: ben, role: 'admin' })
  await expect(writers.leaveGroup.leave(as(ben), id, [ann])).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  await writers.leaveGroup.leave(as(ben), id, [cleo])
  await writers.leaveGroup.leave(as(ben), id, [ben])
  expect(await rolesOf(writers, ann)).toEqual([[ann, 'owner']])
  expect(writers.deliveries.eventsOf(cleo).at(-1)).toEqual({ kind: 'groups-changed', group: id })
})

it('only the owner dismisses and hands over; the old owner stays a member', async () => {
  const { writers, id } = await club()
  for (const refused of [writers.dismissGroup.dismiss(as(ben), id), writers.transferGroup.transfer(as(ben), id, ben)]) {
    await expect(refused).rejects.toMatchObject({ name: 'NotGroupOwner' })
  }
  await expect(writers.transferGroup.transfer(as(ann), id, dora)).rejects.toMatchObject({ name: 'NotInGroup' })
  await writers.transferGroup.transfer(as(ann), id, ben)
  expect(await rolesOf(writers, ann)).toMatchObject([
    [ann, 'member'],
    [ben, 'owner'],
    [cleo, 'member'],
  ])
  await expect(writers.updateGroup.update(as(ann), id, { name: 'mine' })).rejects.toMatchObject({ name: 'NotGroupOwner' })
  await expect(writers.listGroups.members(dora, id)).rejects.toMatchObject({ name: 'NotInGroup' })
  await writers.dismissGroup.dismiss(as(ben), id)
  expect(await writers.listGroups.groupsOf(ann)).toEqual([])
})

it('every change raises the version, and a restart knows all of it', async () => {
  const { writers, id } = await club()
  await writers.updateGroup.update(as(ann), id, { name: 'Books', avatar: 'a', description: 'd', limit: 50 })
  await writers.joinGroup.join(as(ben), id, [dora])
  await writers.leaveGroup.leave(as(cleo), id, [cleo])
  const again = await writers.restart()
  const [group] = await again.listGroups.groupsOf(dora)
  expect(group).toMatchObject({ name: 'Books', avatar: 'a', description: 'd', limit: 50, version: 4, owner: ann })
  expect(await again.listGroups.groupsOf(cleo)).toEqual([])
})

it('what could not be stored did not happen, in reverse order', async () => {
  const { writers, id } = await club()
  await writers.tell(ann, id, 'kept')
  writers.journal.fail()
  const lost = [
    writers.tell(ann, id, 'lost'),
    writers.joinGroup.join(as(ann), id, [dora]),
    writers.leaveGroup.leave(as(cleo), id, [cleo]),
    writers.dismissGroup.dismiss(as(ann), id),
  ]
  expect((await Promise.allSettled(lost)).map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
  writers.journal.heal()
  expect((await rolesOf(writers, ann)).map(([user]) => user)).toEqual([ann, ben, cleo])
  expect(await writers.tell(cleo, id, 'next')).toMatchObject({ seq: 2, senderOrdinal: 1, ordinal: 2 })
})

it('unread counts what others wrote since one joined and read, and a new membership begins anew (I6)', async () => {
  const { writers, id } = await club()
  await writers.tell(ann, id, '1')
  await writers.tell(ben, id, '2')
  await writers.joinGroup.join(as(ann), id, [dora])
  expect(await listOf(writers, dora)).toEqual([])
  await writers.tell(dora, id, '3')
  await writers.tell(ann, id, '4')
  expect(await listOf(writers, dora)).toEqual([[id, 1, '4']])
  expect(await listOf(writers, ann)).toEqual([[id, 2, '4']])
  expect(await listOf(writers, cleo)).toEqual([[id, 4, '4']])

  await writers.markRead.markRead({ user: cleo }, writers.state.groups.get(id), writers.messages[2]?.seqId ?? 0)
  expect(await listOf(writers, cleo)).toEqual([[id, 1, '4']])
  await writers.leaveGroup.leave(as(dora), id, [dora])
  expect(await listOf(writers, dora)).toEqual([])
  await writers.joinGroup.join(as(ann), id, [dora])
  expect(await listOf(writers, dora)).toEqual([])
  await writers.tell(ben, id, '5')
  expect(await listOf(await writers.restart(), dora)).toEqual([[id, 1, '5']])
})

it('a member reads from where he joined, or everything where the group shows it; a former member nothing (I8)', async () => {
  const { writers, id } = await club()
  await writers.tell(ann, id, 'before')
  await writers.joinGroup.join(as(ann), id, [dora])
  await writers.tell(ann, id, 'after')
  expect(await historyOf(writers, dora, id)).toEqual(['after'])
  await writers.updateGroup.update(as(ann), id, { historyForNewMembers: 'all' })
  expect(await historyOf(writers, dora, id)).toEqual(['after', 'before'])
  await writers.leaveGroup.leave(as(dora), id, [dora])
  await expect(historyOf(writers, dora, id)).rejects.toMatchObject({ name: 'NotInConversation' })
  await expect(writers.markRead.markRead({ user: dora }, writers.state.groups.get(id), 1)).rejects.toMatchObject({
    name: 'NotInConversation',
  })
})

it('who joins while a message is on its way is not given it', async () => {
  const { writers, id } = await club()
  writers.journal.pause()
  const both = [writers.tell(ann, id, 'before'), writers.joinGroup.join(as(ann), id, [dora]), writers.tell(ann, id, 'after')]
  writers.journal.resume()
  await Promise.all(both)
  expect(writers.deliveries.bodiesOf(dora)).toEqual(['after'])
})

async function people(): Promise<Writers> {
  const writers = await Writers.open()
  await writers.addUsers(ann, ben, cleo, dora)
  return writers
}

/** Of ann, ben and cleo; dora is none of it. */
async function club(more: object = {}) {
  const writers = await people()
  const { id } = await writers.createGroup.create(as(ann), { name: 'Readers', members: [ben, cleo], ...more })
  writers.deliveries.all.length = 0
  return { writers, id }
}

async function rolesOf(writers: Writers, user: UserId) {
  const [group] = await writers.listGroups.groupsOf(user)
  const members = await writers.listGroups.members(user, group?.id ?? '')
  return members.map((member) => [member.user, member.role] as const)
}

async function listOf(writers: Writers, user: UserId) {
  const window = new SyncWindow({ position: writers.journal.durable, stamp: writers.state.stamps.last })
  const { items } = await syncConversations(writers.readModel.conversations, { user, after: 0, window })
  return items.map(({ peer, unread, newest }) => [peer, unread, newest?.body])
}

async function historyOf(writers: Writers, user: UserId, id: string) {
  const thread = writers.state.groups.get(id)
  const page = await pullHistory(writers.readModel.history, { user, thread, upTo: Number.MAX_SAFE_INTEGER, limit: 10 })
  return page.map(({ body }) => body)
}

it('a user lists the groups he is in page by page, and looks at them and at no others (I8)', async () => {
  const { writers, id } = await club()
  const other = await writers.createGroup.create(as(ann), { name: 'Other', members: [ben] })
  const seen = async (after: number) => {
    const { groups, more } = await writers.listGroups.pageOf(ben, { after, limit: 1 })
    return [groups.map(({ info }) => info.id), more]
  }
  expect(await seen(0)).toEqual([[id], true])
  expect(await seen((await writers.listGroups.get(ben, id)).info.number)).toEqual([[other.id], false])
  await writers.leaveGroup.leave(as(ben), id, [ben])
  expect(await seen(0)).toEqual([[other.id], false])
  await expect(writers.listGroups.get(ben, id)).rejects.toMatchObject({ name: 'NotInGroup' })
})
