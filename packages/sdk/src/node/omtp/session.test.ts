import { Duplex } from 'node:stream'
import {
  CommonErrorCode,
  decodePack,
  defaultLoginResp,
  empty,
  encodeFramed,
  Framing,
  MsgReq,
  type Packet,
  packets,
  raw,
  replyHeader,
  SyncDataReq,
} from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { turn } from '../../testing/fake-clock.fixture.ts'
import { Session } from './session.ts'

const success = { code: 0, desc: '' }

/** Ben writes. */
function chat(seqId: number): Buffer {
  const who = { sessionId: 'LP_G1_ann_ben', from: 'ben', to: 'ann', pushInfo: { title: '', summary: '', url: '' } }
  const header = { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 0, packId: `p-${seqId}` }
  return encodeFramed(header, MsgReq, { ...who, seqId, timestamp: 0, contentType: 1, content: 'Hi', status: 0 })
}

/** A session, and the server that it speaks to: what is asked, answered and told, packet by packet. */
function openSession() {
  const asked: ReturnType<typeof decodePack>[] = []
  const said: unknown[] = []
  const framing = new Framing()
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk, _, done) => {
      asked.push(...framing.push(chunk).map(decodePack))
      done()
    },
  })
  const received = (text: string) => said.push(JSON.parse(text))
  const session = new Session(socket, { opened: () => undefined, received, closed: () => said.push('closed') })
  const ask = (frame: object) => session.send(JSON.stringify(frame))
  const push = async (bytes: Uint8Array) => {
    socket.push(bytes)
    await turn()
  }
  const answer = async <A>({ reply = raw }: Pick<Packet<never, A>, 'reply'> | { reply: typeof raw }, value: A) => {
    const { header } = asked.shift() ?? {}
    if (header !== undefined) await push(encodeFramed(replyHeader(header), reply as Packet<never, A>['reply'] & object, value)) // as: one with a reply
  }
  return { asked, said, ask, push, answer }
}

async function signedIn() {
  const opened = openSession()
  opened.ask({ id: 1, type: 'signIn', user: 'ann', token: 'a token', device: { id: 'd', type: 'linux' } })
  await opened.answer(packets.LOGIN, { ...defaultLoginResp(), errorCode: success })
  opened.said.length = 0
  return opened
}

it('says who signs in, and what the server refuses it with', async () => {
  const { ask, answer, said } = openSession()
  ask({ id: 1, type: 'signIn', user: 'ann', token: 'forged', device: { id: 'd', type: 'linux' } })
  await answer(packets.LOGIN, { ...defaultLoginResp(), errorCode: { code: 21, desc: 'wrong' } })
  expect(said).toEqual([{ id: 1, error: { code: 'WrongCredentials', message: 'wrong', retry: false } }])
})

it('asks for nothing before, and for nothing that OMTP does not have', async () => {
  const { ask, said, asked } = openSession()
  ask({ id: 1, type: 'listFriends' })
  ask({ id: 2, type: 'signIn', user: 'ann', token: 't', device: { id: 'd', type: 'web' } })
  await turn()
  expect(said).toMatchObject([
    { id: 1, error: { code: 'SignInIncomplete' } },
    { id: 2, error: { code: 'Unsupported', retry: false } },
  ])
  expect(asked).toEqual([])
})

it('answers come in the order of the requests', async () => {
  const { ask, answer, said } = await signedIn()
  ask({ id: 2, type: 'ping' })
  ask({ id: 3, type: 'removeFriend', friend: 'ben' })
  ask({ id: 4, type: 'removeFriend', friend: 'cleo' })
  await answer(packets.PING, new Uint8Array())
  await answer(packets.FRIEND_DEL, success)
  await answer(packets.FRIEND_DEL, { code: 7, desc: 'too many' })
  expect(said).toMatchObject([{ id: 2 }, { id: 3, ok: {} }, { id: 4, error: { code: 'Overloaded', message: 'too many', retry: true } }])
})

it('a sign-out is the end', async () => {
  const { ask, answer, said } = await signedIn()
  ask({ id: 2, type: 'signOut' })
  await answer(packets.LOGOUT, undefined)
  expect(said).toMatchObject([
    { id: 2, ok: {} },
    { event: 'closed', reason: 'signed-out', reconnect: false },
  ])
})

it('a kickout, a list that changed and a command of the backend are told', async () => {
  const { push, said } = await signedIn()
  const command = { command: 1, content: 'x' }
  await push(encodeFramed({ type: 25, version: 0, flags: 0, packId: 'a' }, SyncDataReq, command))
  await push(encodeFramed({ type: 25, version: 1, flags: 0, packId: 'b' }, SyncDataReq, command))
  await push(encodeFramed({ type: 13, version: 1, flags: 0, packId: '' }, empty, undefined))
  expect(said).toMatchObject([
    { event: 'friendsChanged' },
    { event: 'command', ...command, commandId: 'b' },
    { event: 'closed', reconnect: false },
  ])
})

it('says which message comes right behind which, unless one’s own is on its way', async () => {
  const { ask, answer, push, said } = await signedIn()
  await push(chat(10))
  await push(chat(20))
  ask({ id: 2, type: 'sendMessage', to: 'user:ben', body: 'Yes' })
  await push(chat(30))
  await answer(packets.MSG_SINGLE_CHAT, { errorCode: success, sessionId: '', seqId: 25, timestamp: 0 })
  await push(chat(40))
  expect(said).toMatchObject([
    { conversation: 'user:ben', message: { seq: 10, stamp: 10, from: 'ben', body: 'Hi', kind: 'text', state: 'normal' } },
    { follows: 10 },
    { message: { seq: 30 } },
    { id: 2, ok: { seq: 25, stamp: 25 } },
    { follows: 30 },
  ])
  expect([said[0], said[2]].filter((frame) => 'follows' in Object(frame))).toEqual([])
})

it.each([
  ['bytes that are no packet', Buffer.from([0, 0, 0, 5, 255])],
  ['an answer that nobody asked for', encodeFramed({ type: 51, version: 1, flags: 1, packId: 'p' }, CommonErrorCode, success)],
  ['an answer that is cut off', encodeFramed({ type: 11, version: 0, flags: 1, packId: 'p' }, raw, new Uint8Array([1]))],
])('a server that says %s is left', async (_, bytes) => {
  const { ask, push, said } = openSession()
  ask({ id: 1, type: 'signIn', user: 'ann', token: 't', device: { id: 'd', type: 'linux' } })
  await push(bytes)
  expect(said).toEqual(['closed'])
})
