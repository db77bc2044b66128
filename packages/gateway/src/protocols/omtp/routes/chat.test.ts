import { type ErrorName, errors } from '@magpie-im/model'
import { DeviceType, ErrorCode, flags, type MsgReq, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import { textTo } from '../../../testing/phone.fixture.ts'

it('a message is acknowledged and arrives with what the sender gave it', async () => {
  const { ann, ben } = await annAndBen()
  const pushInfo = { title: 't', summary: 's', url: 'u' }
  const header = { packId: 'm1', version: 2, flags: flags.PF_HIGHPRJ }
  const ack = await ann.say({ from: 'ann', to: 'ben', content: 'hello', pushInfo, contentType: 9, status: 4 }, header)
  expect(ack).toMatchObject({ errorCode: { code: 0, desc: '' }, sessionId: 'LP_G1_ann_ben' })
  expect(ack.header).toEqual({ type: 14, version: 2, flags: flags.PF_HIGHPRJ | flags.PF_ISACK, packId: 'm1' })

  const { header: arrived, ...message } = await ben.expectMessage()
  const { seqId, timestamp } = ack
  const sent = { from: 'ann', to: 'ben', content: 'hello', pushInfo, contentType: 9, status: 4 }
  expect(message).toEqual({ ...sent, sessionId: 'LP_G1_ann_ben', seqId, timestamp })
  expect(arrived).toEqual({ type: 14, version: 2, flags: flags.PF_HIGHPRJ, packId: 'm1' })
  expect(timestamp).toBe(Math.floor(Number(seqId) / 1000))
})

it('the sender’s other devices get it too, once, and the one it came from only its ack', async () => {
  const { house, ann } = await annAndBen()
  const desktop = await house.online('ann', { deviceType: DeviceType.DT_LINUX })
  await ann.say({ from: 'ann', to: 'ben', content: 'hello' })

  expect(await desktop.expectMessage()).toMatchObject({ from: 'ann', content: 'hello' })
  await desktop.expectNothing()
  await ann.expectNothing()
})

it('pipelined messages are acknowledged and arrive in order', async () => {
  const { ann, ben } = await annAndBen()
  const contents = Array.from({ length: 50 }, (_, i) => `message ${i}`)
  for (const content of contents) ann.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ann', to: 'ben', content }), { packId: content })

  for (const content of contents) expect((await ann.next()).header.packId).toBe(content)
  for (const content of contents) expect((await ben.expectMessage()).content).toBe(content)
})

it.each<[string, Partial<MsgReq>, number, ErrorName]>([
  ['in the name of another', { from: 'cleo', sessionId: 'x' }, ErrorCode.EC_PARAM, 'NotYourself'],
  ['from nobody', { from: '' }, ErrorCode.EC_PARAM, 'BadRequest'],
  ['to nobody', { to: '' }, ErrorCode.EC_PARAM, 'BadRequest'],
  ['without a conversation', { sessionId: '' }, ErrorCode.EC_PARAM, 'BadRequest'],
  ['under the label of another conversation', { sessionId: 'LP_G1_ben_cleo' }, ErrorCode.EC_PARAM, 'LabelTaken'],
  ['to a stranger', { to: 'cleo', sessionId: 'x' }, ErrorCode.EC_USER_RELATION_INVALID, 'NotFriends'],
])('a message %s is refused with a whole ack that says why, and the connection lives (I5, I15)', async (_, wrong, code, reason) => {
  const { ann, ben } = await annAndBen()
  const { errorCode, seqId } = await ann.say({ from: 'ann', to: 'ben', ...wrong })
  expect([errorCode.code, seqId]).toEqual([code, 0])
  expect(errorCode.desc).toContain(errors[reason].message)
  await ben.expectNothing()
  await ann.expectNothing()
})

it('payloads below 4 and above 65,536 bytes are refused', async () => {
  const { ann, ben } = await annAndBen()
  const empty = textTo({ from: 'ann', to: 'ben', content: '' })
  ann.sendRaw(packets.MSG_SINGLE_CHAT.type, Buffer.from([6, 0, 54]))
  expect((await ann.expect(14, ackCodec())).errorCode.code).toBe(ErrorCode.EC_MSG_TOO_SHORT)

  const fits = 65_536 - 52
  expect((await ann.say({ ...empty, content: 'x'.repeat(65_536) })).errorCode.code).toBe(ErrorCode.EC_MSG_TOO_LONG)
  expect((await ann.say({ ...empty, content: 'x'.repeat(fits) })).errorCode.code).toBe(ErrorCode.EC_SUCCESS)
  expect((await ben.expectMessage()).content).toHaveLength(fits)
})

it('a repeat gets the first ack and arrives once; with the mark of a repeat and other content it is refused (I3)', async () => {
  const { ann, ben } = await annAndBen()
  const first = await ann.say({ from: 'ann', to: 'ben' }, { packId: 'm1' })
  const repeat = await ann.say({ from: 'ann', to: 'ben' }, { packId: 'm1', flags: flags.PF_ISDUP })
  const other = await ann.say({ from: 'ann', to: 'ben', content: 'other' }, { packId: 'm1', flags: flags.PF_ISDUP })

  expect([repeat.seqId, repeat.timestamp]).toEqual([first.seqId, first.timestamp])
  expect(other.errorCode.code).toBe(ErrorCode.EC_MSG_REPEATED)
  expect((await ben.expectMessage()).header.packId).toBe('m1')
  await ben.expectNothing()
})

it('while the disk fails, sends are refused with EC_DB_ERROR', async () => {
  const { house, ann, ben } = await annAndBen()
  house.journal.fail()
  for (let i = 0; i < 2; i++) {
    expect((await ann.say({ from: 'ann', to: 'ben' })).errorCode.code).toBe(ErrorCode.EC_DB_ERROR)
  }
  house.journal.heal()
  expect((await ann.say({ from: 'ann', to: 'ben', content: 'again' })).errorCode.code).toBe(ErrorCode.EC_SUCCESS)
  expect((await ben.expectMessage()).content).toBe('again')
})

it('every member sees a conversation under his own label, in acks, messages, lists and history', async () => {
  const { house, ann, ben } = await annAndBen()
  await ben.say({ from: 'ben', to: 'ann', sessionId: 'sister' })
  expect((await ann.expectMessage()).sessionId).toBe('sister')
  expect((await ann.say({ from: 'ann', to: 'ben', sessionId: 'brother' })).sessionId).toBe('brother')
  expect((await ben.expectMessage()).sessionId).toBe('sister')

  for (const [user, label] of [
    ['ann', 'brother'],
    ['ben', 'sister'],
  ] as const) {
    const phone = await house.signIn(user, { deviceType: DeviceType.DT_LINUX })
    expect((await phone.sync()).sessions.map(({ sessionId }) => sessionId)).toEqual([label])
    const { msgs } = await phone.ask(packets.HISTORY_MSG_PULL, { sessionId: label, seqId: 0, count: 0 })
    expect(msgs).toHaveLength(2)
  }
})

it('a read mark makes messages read, and is found at the next sync', async () => {
  const { house, ann, ben } = await annAndBen()
  const { seqId } = await ann.say({ from: 'ann', to: 'ben' })
  await ann.say({ from: 'ann', to: 'ben' })
  await ben.expectMessage()
  await ben.expectMessage()
  expect(await ben.ask(packets.MSG_READ, { sessionId: 'no such', seqId })).toMatchObject({ code: ErrorCode.EC_HISTORYMSG_DENY })
  expect(await ben.ask(packets.MSG_READ, { sessionId: 'LP_G1_ann_ben', seqId })).toMatchObject({ code: ErrorCode.EC_SUCCESS })

  const later = await house.signIn('ben', { deviceType: DeviceType.DT_LINUX })
  expect((await later.sync()).sessions).toMatchObject([{ sessionId: 'LP_G1_ann_ben', readSeqId: seqId, unreadCount: 1 }])
})

async function annAndBen() {
  const house = await House.withFriends('ann', 'ben')
  await house.users.add({ id: 'cleo' })
  return { house, ann: await house.online('ann'), ben: await house.online('ben') }
}

function ackCodec() {
  const { reply } = packets.MSG_SINGLE_CHAT
  if (reply === undefined) throw new Error('nobody answers that')
  return reply
}
