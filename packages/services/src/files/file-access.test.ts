import { isFileId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { FilesOfWriters } from '../testing/files.fixture.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

async function given() {
  const writers = await Writers.withFriends(ann, ben, cleo)
  return { writers, files: await FilesOfWriters.of(writers) }
}

it('a file is its owner’s alone until he sends it, and then also theirs who are shown the message (I8)', async () => {
  const { files } = await given()
  const { id } = await files.upload(ann)
  expect(isFileId(id)).toBe(true)
  expect(await files.readers(id, ann, ben, cleo)).toEqual([ann])
  await files.send(ann, ben, id)
  expect(await files.readers(id, ann, ben, cleo)).toEqual([ann, ben])
  await files.send(ben, cleo, id)
  expect(await files.readers(id, ann, ben, cleo)).toEqual([ann, ben, cleo])
})

it('nobody sends a file that he may not have, or one that is not whole, or one his message does not name', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  const { upload } = await files.uploads.begin({ owner: cleo, name: 'x', size: 10, sha256: undefined })
  for (const wanted of [id, upload.id]) await expect(files.send(cleo, ben, wanted)).rejects.toMatchObject({ name: 'NotFound' })
  await expect(files.access.hold(ann, [id], 'it is not in here')).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(files.access.hold(ann, ['../../secrets.json'], '../../secrets.json')).rejects.toMatchObject({ name: 'NotFound' })
  expect(writers.messages).toEqual([])
  expect(files.holds.remove(id), 'nothing is held any more').toBe(true)
})

it('who knows the name of a file and writes it has no more of it than before', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  await writers.say(cleo, ben, `file:${id}`, { kind: 'file' })
  expect(await files.readers(id, ben, cleo)).toEqual([])
})

it('a message that was revoked, deleted, expired or says something else now gives nobody its file', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  const thread = writers.pair(ann, ben)
  for (const end of [
    { action: 'revoke', body: '' },
    { action: 'override', body: 'no file any more' },
    { user: undefined, action: 'delete', forAll: true, body: '' },
  ] as const) {
    const { seqId } = await files.send(ann, ben, id)
    expect(await files.readers(id, ben)).toEqual([ben])
    await writers.controlMessage.control({ user: ann, thread, seqId, requestId: 'r', ...end })
    expect(await files.readers(id, ann, ben)).toEqual([ann])
  }
  const { seqId } = await files.send(ann, ben, id)
  await writers.controlMessage.control({ user: ben, thread, seqId, requestId: 'r', action: 'delete', body: '' })
  expect(await files.readers(id, ben), 'who deleted it for himself').toEqual([])
  const last = await files.send(ann, ben, id)
  thread.expired = last
  expect(await files.readers(id, ben)).toEqual([])
})

it('a message that says something else and still names its file gives it', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  const { seqId } = await files.send(ann, ben, id)
  const change = { action: 'override', body: `look: file:${id}` } as const
  await writers.controlMessage.control({ user: ann, thread: writers.pair(ann, ben), seqId, requestId: 'r', ...change })
  expect(await files.readers(id, ben, cleo)).toEqual([ben])
})

it('in a group members of now have it: not who left, nor who joined behind it unless history is for all', async () => {
  const { writers, files } = await given()
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
  const { id } = await files.upload(ann)
  await files.send(ann, 'club', id, { audience: 'group' })
  expect(await files.readers(id, ben, cleo)).toEqual([ben])
  await writers.joinGroup.join({ user: ann }, 'club', [cleo])
  expect(await files.readers(id, cleo)).toEqual([])
  await writers.updateGroup.update({ user: ann }, 'club', { historyForNewMembers: 'all' })
  expect(await files.readers(id, cleo)).toEqual([cleo])
  await writers.leaveGroup.leave({ user: ben }, 'club', [ben])
  expect(await files.readers(id, ben)).toEqual([])
})

it('a message whose record a crash took gives nobody anything: what lies before it means nothing', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  await files.send(ann, ben, id)
  const records = writers.records.map(({ type, stamp }) => [type, stamp] as const)
  expect(records.slice(-2).map(([type]) => type)).toEqual(['files-sent', 'message'])
  expect(
    records.every(([, stamp], at) => at === 0 || stamp > (records[at - 1]?.[1] ?? 0)),
    'stamps rise (I12)',
  ).toBe(true)
  const sent = writers.records.find(({ type }) => type === 'files-sent')
  const { seqId } = writers.messages.at(-1) ?? { seqId: 0 }
  expect(sent).toMatchObject({ seqId, sender: ann, files: [id] })
  // The same without its message.
  writers.journal.append(
    {
      type: 'files-sent',
      stamp: writers.state.stamps.next(),
      files: [id],
      sender: ann,
      conversation: writers.pair(ann, cleo).id,
      seqId: seqId + 50,
    },
    { durable: () => undefined, failed: () => undefined },
  )
  await writers.durable()
  expect(await files.readers(id, cleo)).toEqual([])
})

it('a repeat of a message with a file is stored once (I3)', async () => {
  const { writers, files } = await given()
  const { id } = await files.upload(ann)
  const first = await files.send(ann, ben, id, { clientMessageId: 'm1' })
  const again = await files.send(ann, ben, id, { clientMessageId: 'm1', resend: true })
  expect([again.seq, again.seqId]).toEqual([first.seq, first.seqId])
  expect(writers.records.filter(({ type }) => type === 'files-sent')).toHaveLength(1)
})
