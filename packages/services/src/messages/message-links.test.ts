import type { UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ConversationNames } from '../conversations/conversation-names.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { type Answer, findAnswered, mentionsOf, type NewLinks } from './message-links.ts'

async function answerTo(writers: Writers, user: UserId, conversation: string, seqId: number): Promise<Answer> {
  const ports = { history: writers.readModel.history, names: new ConversationNames(writers.state) }
  return findAnswered(ports, { user, conversation, seqId })
}

async function club(): Promise<Writers> {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
  return writers
}

const linksIn = ({ messages }: Writers) => messages.map(({ links }) => links)

it('an answer says which message it answers and whose that was, and goes to everybody with it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { seq, seqId } = await writers.say(ann, ben, 'how are you?')
  const replyTo = await answerTo(writers, ben, 'user:ann', seqId)
  await writers.say(ben, ann, 'well', { links: { replyTo } })
  expect(linksIn(writers)).toEqual([undefined, { replyTo: { seq, seqId, sender: ann } }])
  expect(writers.deliveries.all.at(-1)).toMatchObject({ event: { message: { links: { replyTo: { seqId } } } } })
})

it('nobody answers what he is not shown, and a repeat is answered as the first was all the same (I3, I8)', async () => {
  const writers = await club()
  const first = await writers.tell(ann, 'club', 'before cleo came')
  await writers.joinGroup.join({ user: ann }, 'club', [cleo])
  const links = { replyTo: await answerTo(writers, cleo, 'group:club', first.seqId) }
  await expect(writers.tell(cleo, 'club', 'what?', { links })).rejects.toMatchObject({ name: 'MessageNotFound' })

  const mine = { links: { replyTo: await answerTo(writers, ben, 'group:club', first.seqId) }, clientMessageId: 'mine' }
  const sent = await writers.tell(ben, 'club', 'yes', mine)
  const gone = { ...mine, links: { replyTo: { seqId: first.seqId, found: undefined } } }
  expect(await writers.tell(ben, 'club', 'yes', gone)).toMatchObject({ seq: sent.seq })
  expect(writers.messages).toHaveLength(2)
})

it.for<[string, NewLinks, NewLinks | undefined]>([
  ['answers another', { replyTo: { seqId: 1, found: { seq: 1, seqId: 1, sender: ann } } }, undefined],
  ['mentions another', { mentions: { users: [ann] } }, { mentions: { users: [ann, ben] } }],
  ['mentions nobody', { mentions: { users: [ann] } }, undefined],
  ['was another’s', { forwarded: { from: ann, seqId: 1 } }, { forwarded: { from: cleo, seqId: 1 } }],
])('what %s is another message, and no repeat (I3)', async ([_, links, other]) => {
  const writers = await Writers.withFriends(ann, ben)
  const [first, repeat, second] = [
    await writers.say(ann, ben, 'hello', { clientMessageId: 'id', links }),
    await writers.say(ann, ben, 'hello', { clientMessageId: 'id', links }),
    await writers.say(ann, ben, 'hello', { clientMessageId: 'id', links: other }),
  ]
  expect([repeat.seq, second.seq]).toEqual([first.seq, first.seq + 1])
  const resent = writers.say(ann, ben, 'hello', { clientMessageId: 'id', resend: true, links: { mentions: { users: [ben] } } })
  await expect(resent).rejects.toMatchObject({ name: 'MessageRepeated' })
})

it('whoever is in a conversation can be mentioned there, each once, and nobody else', async () => {
  const writers = await club()
  const mentions = mentionsOf({ users: [ben, ann, ben], all: false })
  await writers.tell(ben, 'club', '@ben @ann', { links: { ...(mentions && { mentions }) } })
  await writers.say(ann, ben, '@ben', { links: { mentions: { users: [ben] } } })
  expect(linksIn(writers)).toEqual([{ mentions: { users: [ben, ann] } }, { mentions: { users: [ben] } }])
  const stranger = { links: { mentions: { users: [cleo] } } }
  await expect(writers.tell(ann, 'club', '@cleo', stranger)).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(writers.say(ann, ben, '@cleo', stranger)).rejects.toMatchObject({ name: 'BadRequest' })
  expect(mentionsOf({ users: [], all: false })).toBeUndefined()
})

it('who leads a group mentions everybody in it, other members do not, and nobody does where there is no group', async () => {
  const writers = await club()
  const everybody = { links: { mentions: { users: [], all: true as const } } }
  await writers.tell(ann, 'club', '@all', everybody)
  await expect(writers.tell(ben, 'club', '@all', everybody)).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  await expect(writers.say(ann, ben, '@all', everybody)).rejects.toMatchObject({ name: 'BadRequest' })
  await writers.changeMember.change({ user: ann }, 'club', { user: ben, role: 'admin' })
  await writers.tell(ben, 'club', '@all', everybody)
  expect(writers.messages).toHaveLength(2)
})

it('an override keeps what a message answers, a revoke takes it away, and nobody overrides what others wrote', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { seqId } = await writers.say(ann, ben, '@ben', { links: { mentions: { users: [ben] } } })
  const thread = writers.pair(ann, ben)
  const change = { user: ann, thread, body: 'better', requestId: '' } as const
  const now = () => writers.readModel.history.page({ conversation: thread.id, reader: ben, upTo: Number.MAX_SAFE_INTEGER, limit: 1 })
  await writers.controlMessage.control({ ...change, seqId, action: 'override' })
  expect(await now()).toMatchObject([{ body: 'better', links: { mentions: { users: [ben] } } }])
  await writers.controlMessage.control({ ...change, seqId, action: 'revoke' })
  expect((await now())[0]?.links).toBeUndefined()

  const copies = [
    await writers.say(ann, ben, 'hi', { links: { forwarded: { from: cleo, seqId: 1 } } }),
    await writers.say(ann, ben, '{"items":[]}', { kind: 'merged' }),
  ]
  for (const copy of copies) {
    const override = writers.controlMessage.control({ ...change, seqId: copy.seqId, action: 'override' })
    await expect(override).rejects.toMatchObject({ name: 'ControlNotAllowed' })
  }
})
