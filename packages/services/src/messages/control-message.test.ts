import { connectionId, type Event, type MessageHistory, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { append } from '../commit.ts'
import { expire } from '../conversations/expiry.ts'
import type { Thread } from '../conversations/thread.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import type { ControlCommand } from './control-command.ts'
import { ControlMessage } from './control-message.ts'
import type { Sent } from './send.ts'
import { Turns } from './turns.ts'

it('a revoked message has no content for anyone, and both are told, but not the device that did it', async () => {
  const { writers, thread, sent } = await single()
  await control(writers, thread, sent, { action: 'revoke', connection: connectionId(7) })

  expect(await historyOf(writers, thread, ben)).toMatchObject([{ state: 'revoked', body: '', seq: 1 }])
  const told = writers.deliveries.all.filter(({ event }) => event.kind === 'message-controlled')
  expect(told.map(({ to, except }) => [to, except])).toEqual([
    [ann, connectionId(7)],
    [ben, connectionId(7)],
  ])
  expect(controls(writers)).toMatchObject([
    { action: 'revoke', by: ann, requestId: 'r', target: { seq: 1, seqId: sent.seqId, sender: ann } },
  ])
})

it('an override shows the new content, for everyone', async () => {
  const { writers, thread, sent } = await single()
  await control(writers, thread, sent, { action: 'override', body: 'better' })
  expect(await historyOf(writers, thread, ben)).toMatchObject([{ state: 'replaced', body: 'better' }])
})

it('who deletes a message deletes it for himself and tells his other devices only', async () => {
  const { writers, thread, sent } = await single()
  await control(writers, thread, sent, { user: ben, action: 'delete' })
  expect(await historyOf(writers, thread, ben)).toEqual([])
  expect(await historyOf(writers, thread, ann)).toMatchObject([{ body: 'hello' }])
  expect(writers.deliveries.all.filter(({ event }) => event.kind === 'message-controlled').map(({ to }) => to)).toEqual([ben])
})

it('doing it again changes nothing and tells nobody', async () => {
  for (const command of [{ action: 'revoke' }, { action: 'override', body: 'better' }, { action: 'delete' }] as const) {
    const { writers, thread, sent } = await single()
    await Promise.all([control(writers, thread, sent, command), control(writers, thread, sent, command)])
    await control(writers, thread, sent, command)
    expect(controls(writers)).toHaveLength(1)
  }
})

it('a repeat of what was done in time is no refusal when the time is over', async () => {
  for (const command of [{ action: 'revoke' }, { action: 'override', body: 'better' }] as const) {
    const { writers, thread, sent } = await single()
    await control(writers, thread, sent, command)
    writers.clock.pass(3_600_000)
    await control(writers, thread, sent, command)
    expect(controls(writers)).toHaveLength(1)
  }
})

it.for([
  ['revoke', 120],
  ['override', 900],
] as const)('the sender may %s within %i seconds', async ([action, seconds]) => {
  const { writers, thread, sent } = await single()
  writers.clock.pass(seconds * 1000 + 1000)
  await expect(control(writers, thread, sent, { action, body: 'x' })).rejects.toMatchObject({ name: 'ControlTooLate' })
  const next = await writers.say(ann, ben, 'another')
  writers.clock.pass(seconds * 1000 - 1000)
  await control(writers, thread, next, { action, body: 'x' })
})

it.for(['revoke', 'override'] as const)('nobody may %s what another wrote to him', async (action) => {
  const { writers, thread, sent } = await single()
  await expect(control(writers, thread, sent, { user: ben, action, body: 'x' })).rejects.toMatchObject({ name: 'ControlNotAllowed' })
  await expect(control(writers, thread, sent, { user: ben, action: 'delete', forAll: true })).rejects.toMatchObject({
    name: 'ControlNotAllowed',
  })
  expect(controls(writers)).toEqual([])
})

it('who is not in the conversation is told so, whether or not the message exists (I8)', async () => {
  const { writers, thread, sent } = await single()
  for (const seqId of [sent.seqId, 12345]) {
    await expect(control(writers, thread, { ...sent, seqId }, { user: cleo, action: 'delete' })).rejects.toMatchObject({
      name: 'NotInConversation',
    })
  }
})

it('a message is named by its id and its seqId together', async () => {
  const { writers, thread, sent } = await single()
  const wrong = [
    { clientMessageId: 'another' },
    { seqId: sent.seqId + 1 },
    { seqId: sent.seqId - 1 },
    { seqId: -3 },
    { seqId: Number.MAX_SAFE_INTEGER },
  ]
  for (const more of wrong) {
    await expect(control(writers, thread, sent, { action: 'revoke', ...more })).rejects.toMatchObject({ name: 'MessageNotFound' })
  }
})

it('what is neither revoke, override nor delete is refused', async () => {
  const { writers, thread, sent } = await single()
  await expect(control(writers, thread, sent, { action: undefined })).rejects.toMatchObject({ name: 'ControlUnknown' })
})

it('a message that is gone is not there to be changed', async () => {
  const { writers, thread, sent } = await single()
  await control(writers, thread, sent, { action: 'revoke' })
  await expect(control(writers, thread, sent, { action: 'override', body: 'back' })).rejects.toMatchObject({ name: 'MessageNotFound' })
  await control(writers, thread, sent, { action: 'delete' })
  await expect(control(writers, thread, sent, { action: 'revoke' })).rejects.toMatchObject({ name: 'MessageNotFound' })
})

it('owner and admins of a group may always, its members only what they wrote', async () => {
  const { writers, thread } = await group()
  const sent = await writers.tell(cleo, 'club', 'hello')
  await expect(control(writers, thread, sent, { user: ben, action: 'revoke' })).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  await expect(control(writers, thread, sent, { user: cleo, action: 'delete', forAll: true })).rejects.toMatchObject({
    name: 'GroupNotAllowed',
  })
  writers.clock.pass(3_600_000)
  await control(writers, thread, sent, { user: ann, action: 'override', body: 'hello, dear members' })
  await writers.changeMember.change({ user: ann }, 'club', { user: ben, role: 'admin' })
  await control(writers, thread, sent, { user: ben, action: 'delete', forAll: true })
  expect(await historyOf(writers, thread, cleo)).toEqual([])
})

it('of a group those are told who may see the message', async () => {
  const { writers, thread } = await group(ben)
  const sent = await writers.tell(ann, 'club', 'before')
  await writers.joinGroup.join({ user: ann }, 'club', [cleo])
  writers.deliveries.all.length = 0
  await control(writers, thread, sent, { action: 'revoke' })
  expect(writers.deliveries.all.map(({ to }) => to).sort()).toEqual([ann, ben])
  await expect(control(writers, thread, sent, { user: cleo, action: 'delete' })).rejects.toMatchObject({ name: 'MessageNotFound' })
})

it('who left a group changes nothing in it any more', async () => {
  const { writers, thread } = await group()
  const sent = await writers.tell(cleo, 'club', 'hello')
  await writers.leaveGroup.leave({ user: cleo }, 'club', [cleo])
  await expect(control(writers, thread, sent, { user: cleo, action: 'revoke' })).rejects.toMatchObject({ name: 'NotInGroup' })
})

it('the operator of the server may always', async () => {
  const { writers, thread, sent } = await single()
  writers.clock.pass(86_400_000)
  await control(writers, thread, sent, { user: undefined, action: 'override', body: 'x' })
  await control(writers, thread, sent, { user: undefined, action: 'delete' })
  expect(controls(writers).map(({ by, only }) => [by, only])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
  expect(await historyOf(writers, thread, ann)).toEqual([])
})

it('new content obeys what a new message obeys', async () => {
  const { writers, thread, sent } = await single()
  writers.state.blockedWords.useFile(
    new Map([
      ['bad', 'replace'],
      ['worse', 'refuse'],
    ]),
  )
  const override = (body: string) => control(writers, thread, sent, { action: 'override', body })
  await expect(override('')).rejects.toMatchObject({ name: 'MessageTooShort' })
  await expect(override('x'.repeat(65_537))).rejects.toMatchObject({ name: 'MessageTooLong' })
  await expect(override('worse')).rejects.toMatchObject({ name: 'ContentBlocked' })
  await override('bad')
  expect(await historyOf(writers, thread, ben)).toMatchObject([{ body: '***' }])
  await writers.blockUser.block(ben, ann)
  await expect(override('listen!')).rejects.toMatchObject({ name: 'Blocked' })
  await control(writers, thread, sent, { action: 'revoke' })
})

it('who is muted gives no message new content', async () => {
  const { writers, thread, sent } = await single()
  await writers.muteUser.mute('key:1', ann, Number.MAX_SAFE_INTEGER)
  await expect(control(writers, thread, sent, { action: 'override', body: 'x' })).rejects.toMatchObject({ name: 'Muted' })
})

it('a notice is taken back by who gave it and deleted by whom it was given', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation: undefined })
  const sent = await writers.notify(ann, ben, 'sale', { clientMessageId: 'm' })
  const thread = threadOf(writers.state.notices.find(ann, ben))
  await expect(control(writers, thread, sent, { user: cleo, action: 'revoke' })).rejects.toMatchObject({ name: 'NotInConversation' })
  await expect(control(writers, thread, sent, { user: ann, action: 'delete' })).rejects.toMatchObject({ name: 'ControlNotAllowed' })
  await expect(control(writers, thread, sent, { user: ben, action: 'revoke' })).rejects.toMatchObject({ name: 'ControlNotAllowed' })
  writers.deliveries.all.length = 0
  await control(writers, thread, sent, { user: ann, action: 'revoke' })
  expect(writers.deliveries.all.map(({ to }) => to)).toEqual([ann, ben])
  await control(writers, thread, sent, { user: ben, action: 'delete' })
  expect(await historyOf(writers, thread, ben)).toEqual([])
})

it('nobody is told of what could not be stored', async () => {
  const { writers, thread, sent } = await single()
  writers.journal.fail()
  await expect(control(writers, thread, sent, { action: 'revoke' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.deliveries.all.some(({ event }) => event.kind === 'message-controlled')).toBe(false)
  writers.journal.heal()
  await control(writers, thread, sent, { action: 'revoke' })
  expect(controls(writers)).toHaveLength(1)
})

it('those who are told hear of it between the messages before and behind it', async () => {
  const { writers, thread, sent } = await single()
  await Promise.all([control(writers, thread, sent, { action: 'revoke' }), turn().then(() => writers.say(ann, ben, 'behind'))])
  const kinds = writers.deliveries.eventsOf(ben).map(({ kind }: Event) => kind)
  const stamps = writers.records.filter(({ type }) => type === 'message' || type === 'message-control').map(({ type }) => type)
  expect(kinds).toEqual(stamps.map((type) => (type === 'message' ? 'message' : 'message-controlled')))
})

it('a message that goes out of sight while it is looked for is not found', async () => {
  const { writers, thread, sent } = await single()
  const expires = () => append(writers.journal, expire(thread, sent, writers.state.stamps))
  await expect(meanwhile(writers, thread, sent, expires)).rejects.toMatchObject({ name: 'MessageNotFound' })

  const { id } = await writers.createGroup.create({ user: ann }, { name: '', members: [ben] })
  const club = writers.state.groups.get(id)
  const told = await writers.tell(ann, id, 'before ben came back')
  const comesBack = () => {
    void writers.leaveGroup.leave({ user: ann }, id, [ben])
    void writers.joinGroup.join({ user: ann }, id, [ben])
  }
  await expect(meanwhile(writers, club, told, comesBack)).rejects.toMatchObject({ name: 'MessageNotFound' })
  expect(controls(writers)).toEqual([])
})

/** Ben deletes it for himself, and something happens before the answer of the history is there. */
function meanwhile(writers: Writers, thread: Thread, { seqId }: Sent, happens: () => void): Promise<void> {
  const { state, journal, deliveries, clock, readModel } = writers
  const page: MessageHistory['page'] = async (query) => {
    const found = await readModel.history.page(query)
    happens()
    return found
  }
  const windows = { revokeSeconds: 120, overrideSeconds: 900 }
  const slow = new ControlMessage({ ...state, journal, deliveries, clock, windows, turns: new Turns(), history: { page } })
  return slow.control({ user: ben, thread, seqId, action: 'delete', body: '', requestId: 'r' })
}

async function single(): Promise<{ writers: Writers; thread: Thread; sent: Sent }> {
  const writers = await Writers.withFriends(ann, ben, cleo)
  const sent = await writers.say(ann, ben, 'hello', { clientMessageId: 'm' })
  return { writers, thread: writers.pair(ann, ben), sent }
}

async function group(...members: readonly UserId[]): Promise<{ writers: Writers; thread: Thread }> {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: members.length === 0 ? [ben, cleo] : members })
  return { writers, thread: writers.state.groups.get('club') }
}

function control(writers: Writers, thread: Thread, { seqId }: Pick<Sent, 'seqId'>, command: Partial<ControlCommand>): Promise<void> {
  return writers.controlMessage.control({ user: ann, thread, seqId, action: 'revoke', body: '', requestId: 'r', ...command })
}

function controls({ records }: Writers) {
  return records.filter((record) => record.type === 'message-control')
}

function historyOf(writers: Writers, { id }: Thread, reader: UserId) {
  return writers.readModel.history.page({ conversation: id, reader, upTo: Number.MAX_SAFE_INTEGER, limit: 10 })
}

function threadOf(thread: Thread | undefined): Thread {
  if (thread === undefined) throw new Error('there is no such conversation')
  return thread
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
