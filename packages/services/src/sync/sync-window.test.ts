import { conversationId, type Message, ordinary } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'
import { Horizon } from './horizon.ts'
import { SyncWindow } from './sync-window.ts'

const [one, two] = [conversationId(1), conversationId(2)]

it('what comes later is held back in order, and each conversation is remembered as it stood (I7)', () => {
  const window = new SyncWindow({ position: 9, stamp: 90 })
  const events = [message(one, 4), message(two, 1), message(one, 5)].map((message) => ({ kind: 'message', message }) as const)
  for (const event of events) window.hold(event)

  expect(window.held).toEqual(events)
  expect([...window.newest]).toEqual([
    [one, 3],
    [two, 0],
  ])
})

it('read marks are remembered as they stood', () => {
  const window = new SyncWindow({ position: 9, stamp: 90 })
  const marks = [0, 3, 5].map((seq) => ({ seq, seqId: seq * 10 }))
  for (const [index, mark] of marks.entries()) {
    const before = marks[index - 1]
    if (before !== undefined)
      window.hold({ kind: 'read-mark', audience: 'single', peer: ann, conversation: one, before, mark, stamp: 91 + index })
  }
  expect([...window.readMarks]).toEqual([[one, { seq: 0, seqId: 0 }]])
})

it('a window that opened while people were being told of a batch ends before what its device is still told', () => {
  const told = { kind: 'message', message: message(one, 4) } as const
  const marked = {
    kind: 'read-mark',
    audience: 'single',
    peer: ann,
    conversation: two,
    before: { seq: 0, seqId: 0 },
    mark: { seq: 1, seqId: 10 },
    stamp: 40,
  } as const
  const stamps = [told, marked].map((event) => {
    const window = new SyncWindow({ position: 9, stamp: 40 })
    window.hold(event)
    return window.stamp
  })
  expect(stamps).toEqual([39, 39])
})

it('a message the device sent itself is not held, but came after the moment all the same', () => {
  const window = new SyncWindow({ position: 9, stamp: 90 })
  window.note({ kind: 'message', message: message(one, 4) })
  window.hold({ kind: 'message', message: message(one, 5) })

  expect(window.held).toHaveLength(1)
  expect([...window.newest]).toEqual([[one, 3]])
})

it('the horizon is the newest durable moment, and moves before anyone is told', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const horizon = new Horizon(writers.journal, writers.state.stamps)
  expect(horizon.now).toEqual({ position: writers.journal.durable, stamp: writers.state.stamps.last })

  const before = horizon.now.position
  const seen = await new Promise<number>((resolve, reject) =>
    writers.send({ sender: ann, recipient: ben, body: 'hi' }, { accepted: () => resolve(horizon.now.position), refused: reject }),
  )
  expect(seen).toBeGreaterThan(before)
  expect(horizon.now).toEqual({ position: writers.journal.durable, stamp: writers.messages[0]?.stamp })
})

it('the horizon does not move for what could not be stored', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const horizon = new Horizon(writers.journal, writers.state.stamps)
  const before = horizon.now
  writers.journal.fail()
  await expect(writers.say(ann, ben, 'lost')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(horizon.now).toEqual(before)
})

function message(conversation: Message['conversation'], seq: number): Message {
  const numbers = { conversation, seq, seqId: seq * 10, senderOrdinal: seq, ordinal: seq }
  return {
    ...numbers,
    sender: ann,
    recipient: ben,
    audience: 'single',
    clientMessageId: '',
    kind: 'text',
    body: '',
    push: undefined,
    origin: undefined,
    ...ordinary,
  }
}
