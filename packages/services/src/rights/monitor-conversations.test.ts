import { connectionId } from '@magpie-im/model'
import { beforeEach, expect, it } from 'vitest'
import { pullHistory } from '../messages/pull-history.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

let writers: Writers
const right = { user: cleo, right: 'monitor', conversation: undefined } as const
const refused = { name: 'NotInConversation' }

beforeEach(async () => {
  writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
})

it('who follows a conversation is told what is written and changed there, and its members notice nothing', async () => {
  await writers.grantRights.grant('test', right)
  await writers.monitor.start(cleo, writers.pair(ann, ben))
  const { seqId } = await writers.say(ann, ben, 'hello', { clientMessageId: 'one' })
  await revoke(seqId)

  expect(writers.deliveries.eventsOf(cleo)).toMatchObject([
    { kind: 'message', message: { body: 'hello' } },
    { kind: 'message-controlled', control: { action: 'revoke' } },
  ])
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['hello'])
})

it('without the right nobody follows, reads or learns that there is something', async () => {
  const thread = writers.pair(ann, ben)
  await expect(writers.monitor.start(cleo, thread)).rejects.toMatchObject(refused)
  await expect(writers.monitor.stop(cleo, thread)).rejects.toMatchObject(refused)
  await expect(writers.monitor.list(cleo)).rejects.toMatchObject({ name: 'RightMissing' })
  await expect(history()).rejects.toMatchObject(refused)
  await writers.say(ann, ben, 'secret')
  expect(writers.deliveries.eventsOf(cleo)).toEqual([])
})

it('a right for one conversation is none for others', async () => {
  await writers.befriend(ann, cleo)
  await writers.grantRights.grant('test', { ...right, user: ben, conversation: writers.pair(ann, ben).id })
  await expect(writers.monitor.start(ben, writers.pair(ann, cleo))).rejects.toMatchObject(refused)
})

it('nothing is told any more after the right was taken, or the user stopped', async () => {
  const thread = writers.pair(ann, ben)
  await writers.grantRights.grant('test', right)
  await writers.monitor.start(cleo, thread)
  await writers.monitor.stop(cleo, thread)
  await writers.say(ann, ben, 'one')
  await writers.monitor.start(cleo, thread)
  await writers.grantRights.revoke('test', right)
  await writers.say(ann, ben, 'two')
  expect(writers.deliveries.eventsOf(cleo)).toEqual([])
})

it('who is in the conversation is told once', async () => {
  await writers.grantRights.grant('test', { ...right, user: ben })
  await writers.monitor.start(ben, writers.pair(ann, ben))
  await writers.say(ann, ben, 'hello')
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['hello'])
})

it('what is followed outlives a restart, and every use but live messages is in the audit log', async () => {
  await writers.grantRights.grant('test', right)
  await writers.monitor.start(cleo, writers.pair(ann, ben))
  await writers.say(ann, ben, 'hello')
  writers = await writers.restart()

  expect(await writers.monitor.list(cleo)).toMatchObject([{ newest: { body: 'hello' } }])
  expect(await history()).toMatchObject([{ body: 'hello' }])
  const deeds = writers.records.flatMap((record) => (record.type === 'audit' ? [`${record.actor} ${record.action}`] : []))
  expect(deeds).toEqual(['test right.grant', 'user:cleo monitor.start', 'user:cleo monitor.list', 'user:cleo monitor.history'])
})

function history() {
  const { readModel, monitor } = writers
  return pullHistory(readModel.history, { user: cleo, thread: writers.pair(ann, ben), upTo: Number.MAX_SAFE_INTEGER, limit: 10, monitor })
}

function revoke(seqId: number): Promise<unknown> {
  return writers.controlMessage.control({
    user: ann,
    connection: connectionId(1),
    thread: writers.pair(ann, ben),
    seqId,
    clientMessageId: 'one',
    action: 'revoke',
    body: '',
    requestId: 'r',
  })
}
