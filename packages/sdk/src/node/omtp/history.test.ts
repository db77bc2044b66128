import { encodeStruct, type HistoryMsgPullReq, type HistoryMsgPullResp, MsgReq, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { History } from './history.ts'
import { Labels } from './labels.ts'
import type { Line } from './line.ts'

const success = { code: 0, desc: '' }
const conversation = 'user:ben'

/** A server with messages that have these stamps, and how many it was asked for each time. */
function historyOf(stamps: number[]) {
  const asked: number[] = []
  const pull = async ({ sessionId, seqId, count }: HistoryMsgPullReq): Promise<HistoryMsgPullResp> => {
    asked.push(count)
    const found = stamps.filter((stamp) => Number(seqId) <= 0 || stamp <= Number(seqId)).slice(-count)
    return { errorCode: success, sessionId, msgs: found.reverse().map(packOf) }
  }
  const ask = ((_: unknown, request: HistoryMsgPullReq) => pull(request)) as Line['ask'] // as: nothing else is asked for
  return { history: new History({ ask }, new Labels('ann')), asked, stamps }
}

function packOf(seqId: number) {
  const pushInfo = { title: '', summary: '', url: '' }
  const who = { sessionId: 'LP_G1_ann_ben', from: 'ben', to: 'ann' }
  const payload = encodeStruct(MsgReq, { ...who, seqId, timestamp: 0, pushInfo, contentType: 1, content: '', status: 0 })
  return { header: { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 0, packId: `p-${seqId}` }, payload }
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => (at + 1) * 10)
type Page = Awaited<ReturnType<History['list']>>
const shown = ({ items, more }: Page) => ({ stamps: items.map(({ stamp }) => stamp), more })

it('reads the newest, and what lies before', async () => {
  const { history } = historyOf(upTo(5))
  expect(shown(await history.list({ conversation, limit: 2 }))).toEqual({ stamps: [40, 50], more: true })
  expect(shown(await history.list({ conversation, before: 40, limit: 3 }))).toEqual({ stamps: [10, 20, 30], more: false })
  expect(shown(await history.list({ conversation, before: 1 }))).toEqual({ stamps: [], more: false })
})

it('asks for little when nothing lies between', async () => {
  const { history, asked } = historyOf(upTo(1000))
  expect(shown(await history.list({ conversation, after: 9990, before: 10_000, limit: 200 }))).toEqual({ stamps: [], more: false })
  expect(asked).toEqual([4])
})

it('reads a long piece from its oldest on, once', async () => {
  const { history, asked } = historyOf(upTo(1000))
  const found: number[] = []
  for (let more = true; more; ) {
    const page = await history.list({ conversation, after: found.at(-1) ?? 100, before: 9900, limit: 200 })
    found.push(...page.items.map(({ stamp }) => stamp))
    more = page.more
  }
  expect(found).toEqual(upTo(1000).filter((stamp) => stamp > 100 && stamp < 9900))
  expect(asked).toHaveLength(6)
})

it('of more than it keeps it gives the oldest, and reads the rest again', async () => {
  const { history } = historyOf(upTo(12_000))
  const found: number[] = []
  for (let more = true; more; ) {
    const page = await history.list({ conversation, after: found.at(-1) ?? 0, limit: 200 })
    found.push(...page.items.map(({ stamp }) => stamp))
    more = page.more
  }
  expect(found).toEqual(upTo(12_000))
})

it('what changed, or came behind the end, is read again', async () => {
  const { history, stamps } = historyOf(upTo(10))
  const first = { conversation, after: 0, limit: 4 }
  const second = { conversation, after: 40, limit: 10 }
  await history.list(first)
  stamps.splice(5, 1)
  history.changed()
  expect(shown(await history.list(second)).stamps).toEqual([50, 70, 80, 90, 100])
  await history.list(first)
  stamps.push(110)
  history.grew()
  expect(shown(await history.list(second)).stamps).toEqual([50, 70, 80, 90, 100, 110])
})

it('knows the client message id of what is there', async () => {
  const { history } = historyOf(upTo(5))
  expect(await history.idOf('LP_G1_ann_ben', 30)).toBe('p-30')
  await expect(history.idOf('LP_G1_ann_ben', 31)).rejects.toMatchObject({ error: { code: 'MessageNotFound' } })
})
