import { parseUserId } from '@magpie-im/model'
import { GrantRights } from '@magpie-im/services'
import { DeviceType, flags, MsgControl, MsgReaded, MsgReq, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import { type Phone, textTo } from '../../../testing/phone.fixture.ts'

const label = 'BM_ann_ben'
const counted = { flags: flags.PF_COUNTER }

it('a notice reaches the user as MSG_BIZ_NOTIFY under the label of its application, and counts when it says so', async () => {
  const house = await withNotifier()
  const [ann, desk, ben] = [await house.online('ann'), await house.online('ann', desktop), await house.online('ben')]

  const ack = await notify(ann, { sessionId: 'whatever' }, counted)
  await notify(ann, { content: 'psst' })

  expect(ack).toMatchObject({ errorCode: { code: 0 }, sessionId: 'whatever' })
  const pushed = await ben.expect(packets.MSG_BIZ_NOTIFY.type, MsgReq)
  expect(pushed).toMatchObject({ sessionId: label, from: 'ann', to: 'ben', seqId: ack.seqId, header: { flags: flags.PF_COUNTER } })
  expect(await ben.expect(packets.MSG_BIZ_NOTIFY.type, MsgReq)).toMatchObject({ content: 'psst', header: { flags: 0 } })
  await desk.expectNothing()
  expect((await ben.sync()).sessions).toMatchObject([{ sessionId: label, unreadCount: 1 }])
  expect((await ann.sync()).sessions).toEqual([])
})

it('the user reads, marks and keeps something about his notices; who gives them does not', async () => {
  const house = await withNotifier()
  const [ann, ben, tablet] = [await house.online('ann'), await house.online('ben'), await house.online('ben', desktop)]
  const { seqId } = await notify(ann, {}, counted)
  for (const client of [ben, tablet]) await client.expect(packets.MSG_BIZ_NOTIFY.type, MsgReq)

  expect(await ben.ask(packets.MSG_READ, { sessionId: label, seqId })).toMatchObject({ code: 0 })
  expect(await tablet.expect(packets.MSG_READ.type, MsgReaded)).toMatchObject({ sessionId: label, seqId })
  const pin = { userId: 'ben', sessionId: label, attrName: 'TOP', attrValue: '1' }
  expect(await ben.ask(packets.SESSIONATTRIBUTE_SET, pin)).toMatchObject({ code: 0 })
  expect((await ben.sync()).sessions).toMatchObject([{ unreadCount: 0, readSeqId: seqId, attribute: '{"TOP":"1"}' }])
  const pull = { sessionId: label, seqId: 0, count: 10 }
  expect((await ben.ask(packets.HISTORY_MSG_PULL, pull)).msgs).toHaveLength(1)

  expect((await ann.ask(packets.HISTORY_MSG_PULL, pull)).errorCode.code).toBe(28)
  expect(await ann.ask(packets.MSG_READ, { sessionId: label, seqId })).toMatchObject({ code: 28 })
})

it('who gave a notice takes it back, and his other devices know it by its default label', async () => {
  const house = await withNotifier()
  const [ann, desk, ben] = [await house.online('ann'), await house.online('ann', desktop), await house.online('ben')]
  const { seqId, header } = await notify(ann, {}, counted)
  await ben.expect(packets.MSG_BIZ_NOTIFY.type, MsgReq)

  const revoke = { command: 1, sessionId: label, packId: header.packId, seqId, content: '' }
  expect(await ben.ask(packets.MSG_CTRL, revoke)).toMatchObject({ code: 43 })
  expect(await ann.ask(packets.MSG_CTRL, revoke, { packId: 'take-back' })).toMatchObject({ code: 0 })

  for (const client of [desk, ben]) {
    expect(await client.expect(packets.MSG_CTRL.type, MsgControl)).toMatchObject({ ...revoke, header: { packId: 'take-back', version: 1 } })
  }
  await ann.expectNothing()
  expect((await ben.sync()).sessions).toMatchObject([{ unreadCount: 0 }])
})

const desktop = { deviceType: DeviceType.DT_MACOS }

async function withNotifier(): Promise<House> {
  const house = await House.withFriends('ann')
  await house.users.add({ id: 'ben' })
  const { journal, state } = house
  await new GrantRights({ ...state, journal }).grant('test', { user: parseUserId('ann'), right: 'notify', conversation: undefined })
  return house
}

function notify(phone: Phone, message: Partial<MsgReq>, header = {}) {
  return phone.ask(packets.MSG_BIZ_NOTIFY, textTo({ from: 'ann', to: 'ben', ...message }), header)
}
