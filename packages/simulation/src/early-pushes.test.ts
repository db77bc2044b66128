import type { HistoryEvent } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { earlyPushes } from './early-pushes.ts'

const conversation = 'ann+ben'
const message = { id: 'b1', from: 'ben', seqId: 7, body: 'hello' }

const opened = (at: number): HistoryEvent => ({ type: 'opened', at, session: 1, user: 'ann', device: '1' })
const synced = (at: number): HistoryEvent => ({ type: 'synced', at, session: 1, conversation, newest: undefined, unread: 0, readTo: 0 })
const pushed = (at: number): HistoryEvent => ({ type: 'pushed', at, session: 1, conversation, message })

it('a push before the first sync is noticed, one behind it is as it should be', () => {
  expect(earlyPushes([opened(0), pushed(1), synced(2)])).toEqual([
    { rule: 'early-push', detail: 'b1 was pushed to session 1 before its first sync' },
  ])
  expect(earlyPushes([opened(0), synced(1), pushed(2), synced(3), pushed(4)])).toEqual([])
})

it('who does not ask for his sync gets his pushes after a while', () => {
  expect(earlyPushes([opened(0), pushed(5_000), synced(5_001)])).toEqual([])
  expect(earlyPushes([opened(0), pushed(1)])).toEqual([])
})
