import { connectionId, type FileId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { FileAccess } from '../files/file-access.ts'
import { FileHolds } from '../files/file-holds.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { type ForwardCommand, ForwardMessages } from './forward-messages.ts'
import type { Sent } from './send.ts'

const origin = { door: 'door', bytes: new Uint8Array(0) }

it('a forwarded message says who wrote it first and when, through whatever hands it goes', async () => {
  const { writers, forward } = await setUp()
  const first = await writers.say(ann, ben, 'news')
  const [second] = await forward({ user: ben, seqIds: [first.seqId], to: cleo })
  await forward({ user: cleo, thread: writers.pair(ben, cleo), seqIds: [second?.seqId ?? 0], to: ann })
  const copies = writers.messages.slice(1).map(({ sender, recipient, body, links }) => [sender, recipient, body, links?.forwarded])
  const origin = { from: ann, seqId: first.seqId }
  expect(copies).toEqual([
    [ben, cleo, 'news', origin],
    [cleo, ann, 'news', origin],
  ])
})

it('several are sent in the order they are named, and a repeat gets what the first got (I3)', async () => {
  const { writers, forward } = await setUp()
  const sent = [await writers.say(ann, ben, 'one'), await writers.say(ben, ann, 'two'), await writers.say(ann, ben, 'three')]
  const seqIds = [2, 0, 1].map((at) => sent[at]?.seqId ?? 0)
  const command = { user: ben, seqIds, to: cleo, clientMessageId: 'forward' }
  const first = await forward(command)
  expect(await forward(command)).toMatchObject(first.map(({ seq, seqId }) => ({ seq, seqId })))
  expect(writers.messages.slice(3).map(({ body, seq }) => [body, seq])).toEqual([
    ['three', 1],
    ['one', 2],
    ['two', 3],
  ])
})

it('merged ones become one message that holds them all, as the server has them', async () => {
  const { writers, forward } = await setUp()
  const sent = [await writers.say(ann, ben, 'one'), await writers.say(ben, ann, '{"x":1}', { kind: 'custom' })]
  await forward({ user: ben, seqIds: sent.map(({ seqId }) => seqId), to: cleo, merged: true })
  const [, , merged] = writers.messages
  expect(merged).toMatchObject({ kind: 'merged', sender: ben, recipient: cleo })
  expect(merged?.links).toBeUndefined()
  expect(JSON.parse(merged?.body ?? '')).toEqual({
    items: [
      { from: ann, stamp: sent[0]?.seqId, kind: 'text', body: 'one' },
      { from: ben, stamp: sent[1]?.seqId, kind: 'custom', body: '{"x":1}' },
    ],
  })
})

it('nobody forwards what he is not shown, what was revoked, or more than a message holds; nothing is sent then (I8)', async () => {
  const { writers, forward } = await setUp()
  const [first, second] = [await writers.say(ann, ben, 'a'.repeat(40_000)), await writers.say(ann, ben, 'b'.repeat(40_000))]
  const thread = writers.pair(ann, ben)
  await expect(forward({ user: cleo, seqIds: [first.seqId], to: ann })).rejects.toMatchObject({ name: 'NotInConversation' })
  await expect(forward({ user: ben, seqIds: [first.seqId, 1], to: cleo })).rejects.toMatchObject({ name: 'MessageNotFound' })
  const both = { user: ben, seqIds: [first.seqId, second.seqId], to: cleo }
  await expect(forward({ ...both, merged: true })).rejects.toMatchObject({ name: 'MessageTooLong' })
  await writers.controlMessage.control({ user: ann, thread, seqId: first.seqId, action: 'revoke', body: '', requestId: '' })
  await expect(forward(both)).rejects.toMatchObject({ name: 'MessageNotFound' })
  expect(writers.messages).toHaveLength(2)
})

it('who may not write there does not forward there either', async () => {
  const { writers, forward } = await setUp()
  const { seqId } = await writers.say(ann, ben, 'news')
  await writers.blockUser.block(cleo, ben)
  await expect(forward({ user: ben, seqIds: [seqId], to: cleo })).rejects.toMatchObject({ name: 'Blocked' })
})

it.for([false, true])('files go with the messages that hold them, to whoever is shown the copies (merged: %s)', async (merged) => {
  const { writers, forward, access } = await setUp()
  const id = 'f'.repeat(32) as FileId // as: 32 hexadecimal digits
  const told = { name: 'a.txt', size: 1, sha256: '', mediaType: 'text/plain', picture: undefined, createdAt: 1, unusedSince: 0 }
  await append(writers, { type: 'file', stamp: writers.state.stamps.next(), id, owner: ann, removed: false, ...told })
  using files = await access.hold(ann, [id], `{"url":"file:${id}"}`)
  const { seqId } = await writers.say(ann, ben, `{"url":"file:${id}"}`, { kind: 'file', files })
  await expect(access.get(cleo, id)).rejects.toMatchObject({ name: 'NotFound' })
  await forward({ user: ben, seqIds: [seqId], to: cleo, merged })
  expect((await access.get(cleo, id)).id).toBe(id)
})

it('a file that is only quoted, and that one may not have, is nobody’s for being forwarded', async () => {
  const { writers, forward, access } = await setUp()
  const id = 'e'.repeat(32) as FileId // as: 32 hexadecimal digits
  const told = { name: 'a.txt', size: 1, sha256: '', mediaType: 'text/plain', picture: undefined, createdAt: 1, unusedSince: 0 }
  await append(writers, { type: 'file', stamp: writers.state.stamps.next(), id, owner: cleo, removed: false, ...told })
  const { seqId } = await writers.say(ann, ben, `have you seen file:${id}?`)
  await forward({ user: ben, seqIds: [seqId], to: ann })
  await expect(access.get(ann, id)).rejects.toMatchObject({ name: 'NotFound' })
  expect(writers.records.some(({ type }) => type === 'files-sent')).toBe(false)
})

type Forwarding = Partial<Omit<ForwardCommand, 'to'>> & Pick<ForwardCommand, 'user' | 'seqIds'> & { readonly to: UserId }

async function setUp() {
  const writers = await Writers.withFriends(ann, ben, cleo)
  const { history, files } = writers.readModel
  const access = new FileAccess({ files, history, holds: new FileHolds(), threadOf: (id) => writers.state.thread(id) })
  const send = { send: (...[command, reply]: Parameters<Writers['send']>) => writers.send(command, reply) }
  const forwarding = new ForwardMessages({ history, fileAccess: access, send })
  const forward = ({ to, ...command }: Forwarding): Promise<readonly Sent[]> =>
    forwarding.forward({
      ...{ connection: connectionId(1), thread: writers.pair(ann, ben), merged: false, clientMessageId: '', origin },
      ...command,
      to: { audience: 'single', peer: to },
    })
  return { writers, access, forward }
}

function append(writers: Writers, record: Parameters<Writers['journal']['append']>[0]): Promise<void> {
  return new Promise((durable, failed) => writers.journal.append(record, { durable, failed }))
}
