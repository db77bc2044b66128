import { groupKey, pairKey } from '@magpie-im/checker'
import { ErrorCode, flags, hasFlag, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { bodyOf } from './body.ts'
import { House } from './testing/house.fixture.ts'

const annAndBen = pairKey('ann', 'ben')
const chat = packets.MSG_SINGLE_CHAT.type
const nightMs = 10_000

it('signs in, syncs, sends, and records what it asks before and what it is told after', async () => {
  const house = new House()
  const ann = house.phone('ann')
  const id = ann.say(annAndBen)
  await house.time.pass(100)
  expect(house.history).toEqual([
    { type: 'opened', at: 0, session: 1, user: 'ann', device: 'd1' },
    { type: 'sent', at: 4, session: 1, user: 'ann', conversation: annAndBen, id, body: bodyOf(id), repeat: false },
    { type: 'acked', at: 6, session: 1, id, seqId: 1001 },
  ])
  expect(ann.waiting).toBe(0)
})

it('is pushed what others say and what its own other device says', async () => {
  const house = new House()
  const [ann, ben] = [house.phone('ann'), house.phone('ben')]
  house.phone('ann', { type: 3 })
  await house.time.pass(100)
  const [first, second] = [ann.say(annAndBen), ben.say(annAndBen)]
  await house.time.pass(100)
  expect(house.of('pushed').map(({ session, message }) => [session, message.id])).toEqual([
    [2, first],
    [3, first],
    [1, second],
    [3, second],
  ])
})

it('knows what is in its list, with what is unread, from all pages', async () => {
  const house = new House()
  const ben = house.phone('ben')
  for (const friend of ['ann', 'cid', 'dee', 'eve']) {
    ben.say(pairKey('ben', friend))
    ben.say(pairKey('ben', friend))
  }
  await house.time.pass(100)
  house.phone('ben', { type: 3 })
  house.phone('eve')
  await house.time.pass(100)
  const told = (session: number) =>
    house
      .of('synced')
      .filter((synced) => synced.session === session)
      .map(({ conversation, unread }) => [conversation, unread])
  expect(told(2)).toEqual([
    ['ann+ben', 0],
    ['ben+cid', 0],
    ['ben+dee', 0],
    ['ben+eve', 0],
  ])
  expect(told(3)).toEqual([['ben+eve', 2]])
})

it('pulls what it missed, page by page, and is not pushed it again', async () => {
  const house = new House()
  const [ann, ben] = [house.phone('ann'), house.phone('ben')]
  await house.time.pass(100)
  ben.say(annAndBen)
  await house.time.pass(100)
  ann.sleep(nightMs)
  for (let i = 0; i < 450; i++) ben.say(annAndBen)
  await house.time.pass(20_000)
  const pages = house.of('pulled').filter(({ session }) => session === house.of('opened').at(-1)?.session)
  expect(pages.map(({ messages }) => messages.length)).toEqual([200, 200, 51])
  expect(pages.map(({ after, upTo, messages }) => [after < (messages[0]?.seqId ?? 0), upTo === messages.at(-1)?.seqId])).toEqual([
    [true, true],
    [true, true],
    [true, true],
  ])
  expect(house.of('pulling')).toHaveLength(3)
  expect(house.of('pushed')).toHaveLength(1)
})

it('refuses to lose what is refused for now, and gives up what is refused for good', async () => {
  const house = new House()
  const ann = house.phone('ann')
  const codes = [ErrorCode.EC_SERVER_REFUSED, ErrorCode.EC_DB_ERROR, undefined, ErrorCode.EC_USER_BLACKLISt]
  house.server.whim = ({ type }) => (type === chat ? codes.shift() : undefined)
  const later = ann.say(annAndBen)
  await house.time.pass(2000)
  const never = ann.say(annAndBen)
  await house.time.pass(2000)
  expect(house.of('refused').map(({ id, code }) => [id, code])).toEqual([
    [later, 7],
    [later, 5],
    [never, 51],
  ])
  expect(house.server.idsIn(annAndBen)).toEqual([later])
  expect([ann.waiting, ann.tally.acked, ann.tally.refused, ann.tally.deferred]).toEqual([0, 1, 1, 2])
})

it('keeps the order of what it wrote when one of many is refused for now', async () => {
  const house = new House()
  const ann = house.phone('ann', { window: 1 })
  let refusals = 3
  house.server.whim = ({ type }) => (type === chat && refusals-- > 0 ? ErrorCode.EC_SERVICE_UNAVAILABLE : undefined)
  const ids = [1, 2, 3, 4].map(() => ann.say(annAndBen))
  await house.time.pass(5000)
  expect(house.server.idsIn(annAndBen)).toEqual(ids)
})

it('has no more in flight than its window', async () => {
  const house = new House()
  const ann = house.phone('ann', { window: 3, patienceMs: 1_000_000 })
  house.server.whim = ({ type }) => (type === chat ? 'silence' : undefined)
  for (let i = 0; i < 10; i++) ann.say(annAndBen)
  await house.time.pass(1000)
  expect(house.of('sent')).toHaveLength(3)
  expect(ann.waiting).toBe(10)
})

it('gives up a connection on which an answer takes too long, and resends', async () => {
  const house = new House()
  const ann = house.phone('ann', { patienceMs: 5000 })
  let silent = true
  house.server.whim = ({ type }) => (type === chat && silent ? 'silence' : undefined)
  const id = ann.say(annAndBen)
  await house.time.pass(4000)
  expect(house.of('closed')).toEqual([])
  silent = false
  await house.time.pass(4000)
  expect(house.of('closed')).toHaveLength(1)
  expect(house.of('acked').map((acked) => acked.id)).toEqual([id])
  expect(ann.tally).toMatchObject({ givenUp: 1, lost: 0, signIns: 2 })
})

it('asks whether the server is there when nothing happens', async () => {
  const house = new House()
  const ann = house.phone('ann', { patienceMs: 5000, pingMs: 20_000 })
  await house.time.pass(70_000)
  expect(house.server.asked.filter(({ type }) => type === packets.PING.type).length).toBeGreaterThanOrEqual(2)
  house.server.whim = () => 'silence'
  await house.time.pass(60_000)
  expect(ann.tally.givenUp).toBeGreaterThanOrEqual(1)
})

it('repeats with the mark and without it', async () => {
  const house = new House()
  const ann = house.phone('ann')
  for (let i = 0; i < 40; i++) {
    ann.duplicateNext()
    ann.say(annAndBen)
  }
  ann.duplicateNext()
  await house.time.pass(1000)
  for (let i = 0; i < 30; i++) {
    ann.duplicateNext()
    ann.say(annAndBen)
    await house.time.pass(10)
  }
  const marked = house.server.asked.filter((header) => header.type === chat && hasFlag(header.flags, flags.PF_ISDUP))
  const { repeats } = ann.tally
  expect(repeats).toBeGreaterThan(20)
  expect(marked.length).toBeGreaterThan(0)
  expect(marked.length).toBeLessThan(repeats)
  expect(house.server.idsIn(annAndBen)).toHaveLength(70)
  expect(house.of('acked')).toHaveLength(70 + repeats)
  expect(ann.tally.acked).toBe(70)
})

it('says what it asks to be read, revoked, joined and left, and what came of it', async () => {
  const house = new House()
  const [ann, ben] = [house.phone('ann'), house.phone('ben')]
  const founded = ann.found('g', ['cid'])
  await house.time.pass(100)
  const joined = ann.join('g', 'ben')
  await house.time.pass(100)
  const id = ben.say(groupKey('g'))
  await house.time.pass(100)
  const answers = [founded, joined, ann.read(groupKey('g')), ben.revoke(id), ben.leave('g'), ben.revoke(id)]
  expect(await house.time.until(Promise.all(answers))).toEqual([true, true, true, true, true, false])
  expect(house.of('asked').map(({ user, conversation, change }) => [user, conversation, change])).toEqual([
    ['ann', '#g', { kind: 'join', member: 'ann' }],
    ['ann', '#g', { kind: 'join', member: 'cid' }],
    ['ann', '#g', { kind: 'join', member: 'ben' }],
    ['ann', '#g', { kind: 'read', to: 1001 }],
    ['ben', '#g', { kind: 'revoke', id }],
    ['ben', '#g', { kind: 'leave', member: 'ben' }],
  ])
  expect(new Set(house.of('answered').map(({ request }) => request))).toEqual(new Set(house.of('asked').map(({ request }) => request)))
  expect(house.of('control').map(({ session, ...told }) => [session, told.id])).toEqual([[1, id]])
})

it('leaves open what nobody answered, and what the server failed at', async () => {
  const house = new House()
  const ann = house.phone('ann', { patienceMs: 1000 })
  await house.time.pass(100)
  const whims = [ErrorCode.EC_SERVER_EXCEPTION, 'silence', ErrorCode.EC_GROUP_MEMBER_LIMIT] as const
  let asked = 0
  house.server.whim = ({ type }) => (type === packets.GROUPCHAT_JION.type ? whims[asked++] : undefined)
  const answers = [ann.join('g', 'ben'), ann.join('g', 'ben')]
  await house.time.pass(3000)
  expect(await house.time.until(Promise.all([...answers, ann.join('g', 'ben')]))).toEqual([false, false, false])
  expect(house.of('asked')).toHaveLength(3)
  expect(house.of('answered').map(({ done, code }) => [done, code])).toEqual([[false, 34]])
})

it('comes back by itself when the server is away, later and later', async () => {
  const house = new House()
  house.server.isUp = false
  const ann = house.phone('ann', { backOffMs: { first: 100, most: 1000 } })
  const id = ann.say(annAndBen)
  await house.time.pass(10_000)
  const tries = house.of('opened').length
  expect(tries).toBeGreaterThan(8)
  expect(tries).toBeLessThan(25)
  house.server.isUp = true
  await house.time.pass(2_000)
  expect(house.of('acked').map((acked) => acked.id)).toEqual([id])
})

it('comes back when it is asked to at sign-in, and not when it is refused', async () => {
  const house = new House()
  const codes: number[] = [ErrorCode.EC_SERVICE_UNAVAILABLE, ErrorCode.EC_CONN_USERNAME_OR_PASSWORD]
  house.server.whim = ({ type }) => (type === packets.LOGIN.type ? codes.shift() : undefined)
  const ann = house.phone('ann')
  const joined = ann.join('g')
  await expect(house.time.until(ann.finish())).rejects.toThrow('refused with 21')
  expect(await joined).toBe(false)
  expect(house.of('closed')).toHaveLength(2)
})

it('signs in again when its list cannot be shown yet', async () => {
  const house = new House()
  let refusals = 2
  house.server.whim = ({ type }) => (type === packets.HOTSESSION_SYNC.type && refusals-- > 0 ? ErrorCode.EC_SERVICE_UNAVAILABLE : undefined)
  const ann = house.phone('ann')
  await house.time.pass(5000)
  expect(ann.online).toBe(true)
  expect(house.of('opened')).toHaveLength(3)
})

it('pulls again what cannot be shown yet', async () => {
  const house = new House()
  const ann = house.phone('ann')
  ann.say(annAndBen)
  await house.time.pass(100)
  let refusals = 2
  house.server.whim = ({ type }) =>
    type === packets.HISTORY_MSG_PULL.type && refusals-- > 0 ? ErrorCode.EC_SERVICE_UNAVAILABLE : undefined
  expect(await house.time.until(ann.pull(annAndBen))).toBe(true)
  expect(house.of('pulling')).toHaveLength(3)
  expect(house.of('pulled').map(({ messages }) => messages.length)).toEqual([1])
})

it('reads nothing for a while, and does not blame the server for it', async () => {
  const house = new House()
  const [ann, ben] = [house.phone('ann', { patienceMs: 2000 }), house.phone('ben')]
  await house.time.pass(100)
  ann.stopReading()
  ann.say(annAndBen)
  ben.say(annAndBen)
  await house.time.pass(30_000)
  expect(house.of('pushed').map(({ session }) => session)).toEqual([2])
  ann.readOn()
  await house.time.pass(100)
  expect(house.of('pushed').map(({ session }) => session)).toEqual([2, 1])
  expect(ann.tally).toMatchObject({ givenUp: 0, signIns: 1, acked: 1 })
})

it('ends complete when it leaves in peace, and not when its connection is cut', async () => {
  const house = new House()
  const ann = house.phone('ann')
  await house.time.pass(100)
  ann.sleep(nightMs)
  await house.time.pass(2 * nightMs)
  ann.cut()
  await house.time.pass(2000)
  expect(house.history.map(({ type }) => type)).toEqual(['opened', 'pinging', 'closed', 'opened', 'closed', 'opened'])
  expect(house.of('closed').map(({ complete }) => complete)).toEqual([true, false])
})

it('finishes by sending all, then looking at everything once more', async () => {
  const house = new House()
  const [ann, ben] = [house.phone('ann'), house.phone('ben')]
  await house.time.pass(100)
  for (let i = 0; i < 250; i++) {
    ann.say(annAndBen)
    ben.say(annAndBen)
  }
  ann.cut()
  const finished = ann.finish()
  await house.time.pass(5_000)
  await house.time.until(Promise.all([finished, ben.finish()]))
  for (const phone of [ann, ben]) {
    const last = house.of('opened').findLast(({ user }) => user === phone.user)?.session
    const ofLast = house.history.filter((event) => 'session' in event && event.session === last)
    expect(ofLast.map(({ type }) => type)).toEqual(expect.arrayContaining(['synced', 'pulled', 'pinging']))
    expect(ofLast.at(-1)).toMatchObject({ type: 'closed', complete: true })
    expect(house.of('pulled').findLast(({ session }) => session === last)?.after).toBe(0)
    expect([phone.waiting, phone.online]).toEqual([0, false])
  }
  const lookedAt = house.of('pulled').filter(({ session }) => session === house.of('opened').at(-1)?.session)
  expect(lookedAt.flatMap(({ messages }) => messages)).toHaveLength(500)
})

it('finishes with a look at all of its list, also at what did not change since it was there last', async () => {
  const house = new House()
  const ann = house.phone('ann', { random: () => 0.99 })
  ann.say(annAndBen)
  await house.time.pass(100)
  ann.sleep(nightMs)
  await house.time.pass(2 * nightMs)
  ann.cut()
  await house.time.pass(2 * nightMs)
  await house.time.until(ann.finish())
  expect(house.of('synced').map(({ session }) => session)).toEqual([2, 4])
})

it('takes it for an empty conversation when the server knows none of these two, and complains of any other refusal', async () => {
  const house = new House()
  const ann = house.phone('ann')
  ann.say(annAndBen)
  await house.time.pass(100)
  const codes: number[] = [ErrorCode.EC_HISTORYMSG_DENY, ErrorCode.EC_PARAM]
  house.server.whim = ({ type }) => (type === packets.HISTORY_MSG_PULL.type ? codes.shift() : undefined)
  await house.time.until(Promise.all([ann.pull(annAndBen), ann.pull(annAndBen)]))
  expect(house.of('pulled').map(({ after, upTo, messages }) => [after, upTo, messages])).toEqual([[0, 1001, []]])
  expect(ann.complaints).toEqual(['the history of ann+ben was refused with 2'])
})

it('hangs up at once and does not come back', async () => {
  const house = new House()
  const ann = house.phone('ann')
  await house.time.pass(100)
  ann.say(annAndBen)
  ann.hangUp()
  await house.time.until(ann.finish())
  await house.time.pass(60_000)
  expect(house.of('opened')).toHaveLength(1)
  expect(ann.waiting).toBe(1)
  expect(await ann.read(annAndBen, 5)).toBe(false)
})

it('does not leave open what it was told to do when it is over', async () => {
  const house = new House()
  house.server.isUp = false
  const ann = house.phone('ann')
  const joined = ann.join('g')
  await house.time.pass(100)
  ann.hangUp()
  expect(await house.time.until(joined)).toBe(false)
})

it('complains when answers do not come in the order of the requests', async () => {
  const house = new House()
  const ann = house.phone('ann')
  await house.time.pass(100)
  let first = true
  house.server.whim = ({ type }) => {
    if (type !== chat || !first) return undefined
    first = false
    return 'silence'
  }
  ann.say(annAndBen)
  ann.say(annAndBen)
  await house.time.pass(1000)
  expect(ann.complaints).toEqual([expect.stringContaining('was answered before')])
  expect(ann.tally.acked).toBe(2)
})
