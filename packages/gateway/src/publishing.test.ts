import { conversationId, type Event, type Message, parseUserId, type Subscription } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Registry } from './registry.ts'
import { message } from './testing/events.fixture.ts'
import { FarEnd, nobodyWatches, silent } from './testing/far-end.fixture.ts'

const ann = parseUserId('ann')
const one = conversationId(1)
const two = conversationId(2)

it('what is published reaches the devices of who is subscribed, but the one it came from', () => {
  const { registry, signIn } = open()
  const ends = [signIn('ios'), signIn('linux')]
  registry.subscribe(ann, { conversation: one, above: 0 })
  registry.publish(one, saying(1), ends[1]?.connection.id)
  registry.publish(two, saying(2))
  registry.unsubscribe(one, ann)
  registry.publish(one, saying(3))
  expect(ends.map(heardOf)).toEqual(['message message 1\n', ''])
})

it('who subscribed behind a message that was still on its way is not given it, but is told everything else', () => {
  const { registry, signIn } = open()
  const end = signIn('ios')
  registry.subscribe(ann, { conversation: one, above: 7 })
  registry.publish(one, saying(7))
  registry.publish(one, { kind: 'friends-changed' })
  registry.publish(one, saying(8))
  expect(heardOf(end)).toBe('friends-changed\nmessage message 8\n')
})

it('who comes online is subscribed to what he is a member of, and when all his devices are gone nothing is kept', () => {
  const { registry, signIn, subscriptions } = open()
  registry.subscribe(ann, { conversation: one, above: 0 })
  subscriptions.push({ conversation: two, above: 0 })
  const [phone, desk] = [signIn('ios'), signIn('linux')]
  phone.connection.closed()
  registry.publish(one, saying(1))
  registry.publish(two, saying(2))
  desk.connection.closed()
  subscriptions.length = 0
  const again = signIn('ios')
  registry.publish(two, saying(3))
  expect([heardOf(desk), heardOf(again)]).toEqual(['message message 2\n', ''])
})

it('when a conversation ends nobody is subscribed to it any more', () => {
  const { registry, signIn } = open()
  const end = signIn('ios')
  for (const conversation of [one, two]) registry.subscribe(ann, { conversation, above: 0 })
  registry.unsubscribe(one)
  for (const conversation of [one, two]) registry.publish(conversation, saying(1, { conversation }))
  expect(heardOf(end)).toBe('message message 1\n')
})

it('a client that is behind is spared ordinary messages, gets the others, and the newest when it has read (I9)', () => {
  const { registry, signIn } = open({ packets: 10 })
  const end = signIn('ios')
  for (const conversation of [one, two]) registry.subscribe(ann, { conversation, above: 0 })
  end.socket.stalled = true
  for (let seq = 1; seq <= 50; seq++) registry.publish(one, saying(seq))
  registry.publish(one, saying(51, { priority: true }))
  registry.publish(one, { kind: 'friends-changed' })
  registry.publish(two, saying(9, { conversation: two }))
  registry.publish(one, saying(52))
  registry.publish(one, saying(53))

  const before = [1, 2, 3, 4, 5, 51].map(line).join('')
  end.tick()
  end.socket.stalled = false
  end.socket.read()
  expect(heardOf(end)).toBe(`${before}friends-changed\n${line(9)}${line(53)}`)
  expect(end.state).toBe('signed-in')
})

it('while a client has not synced ordinary messages are held only up to a bound, and its sync answers as of before them (I7)', () => {
  const { registry, signIn } = open()
  const end = signIn('ios', { synced: false })
  for (const conversation of [one, two]) registry.subscribe(ann, { conversation, above: 0 })
  for (let seq = 1; seq <= 20_000; seq++) registry.publish(one, saying(seq))
  registry.publish(two, saying(7, { conversation: two }))
  expect([...(end.connection.session?.window?.newest ?? [])]).toEqual([
    [one, 0],
    [two, 6],
  ])
  end.connection.session?.endPage({ more: false })
  readAll(end)
  expect(end.heard.split('\n').slice(0, -1)).toHaveLength(1002)
  expect(end.heard).toMatch(/message 1000\nmessage message 20000\nmessage message 7\n$/)
})

it('long messages that wait for a sync make a client be behind as well', () => {
  const { registry, signIn } = open()
  const end = signIn('ios', { synced: false })
  registry.subscribe(ann, { conversation: one, above: 0 })
  for (let seq = 1; seq <= 300; seq++) registry.publish(one, saying(seq, { body: 'x'.repeat(65_536) }))
  expect(end.connection.session?.window?.held.length).toBe(64)
  expect(end.state).toBe('signed-in')
})

it('whatever is published while a client reads now and then, it gets nothing twice, in order, and all that has priority', () => {
  const step = fc.oneof(
    fc.record({ to: fc.constantFrom(one, two), priority: fc.boolean() }),
    fc.constantFrom('read' as const, 'tick' as const, 'sync' as const),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const { registry, signIn } = open({ packets: 6 })
      const end = signIn('ios', { synced: false })
      end.socket.stalled = true
      for (const conversation of [one, two]) registry.subscribe(ann, { conversation, above: 0 })
      const sent: Message[] = []
      for (const each of steps) {
        if (typeof each === 'string') does[each](end)
        else sent.push(publishNext(registry, { ...each, sent }))
      }
      // Too much that has priority closes a client that does not read.
      if (end.state !== 'signed-in') return
      does.sync(end)
      readAll(end)
      for (const conversation of [one, two]) expectKept(end.heard, conversation, sent)
    }),
  )
})

const does = {
  read: (end: FarEnd) => end.socket.read(),
  tick: (end: FarEnd) => end.tick(),
  sync: (end: FarEnd) => end.connection.session?.endPage({ more: false }),
}

function publishNext(registry: Registry, { to, priority, sent }: { to: typeof one; priority: boolean; sent: readonly Message[] }): Message {
  const seq = sent.filter(({ conversation }) => conversation === to).length + 1
  const event = saying(seq, { conversation: to, body: `${to}-${seq}`, priority: priority && seq % 16 === 0 })
  registry.publish(to, event)
  return event.message
}

function expectKept(heard: string, conversation: typeof one, sent: readonly Message[]): void {
  const seqs = [...heard.matchAll(new RegExp(`^message ${conversation}-(\\d+)$`, 'gm'))].map(([, seq]) => Number(seq))
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  const own = sent.filter((message) => message.conversation === conversation)
  const due = own.filter(({ seq, priority }) => priority || seq === own.length).map(({ seq }) => seq)
  expect(seqs).toEqual(expect.arrayContaining(due))
}

function readAll(end: FarEnd): void {
  end.socket.stalled = false
  for (let round = 0; round < 200; round++) {
    end.tick()
    end.socket.read()
  }
}

function open(limits: { packets?: number } = {}) {
  const subscriptions: Subscription[] = []
  const registry = new Registry({ policy: 'many', subscriptionsOf: () => subscriptions, presence: nobodyWatches, log: silent })
  const signIn = (type: 'ios' | 'linux', { synced = true } = {}): FarEnd => {
    const end = new FarEnd({ limits })
    const session = end.signIn({ id: type, type }, registry)
    if (synced) session.endPage({ more: false })
    return end
  }
  return { registry, signIn, subscriptions }
}

function saying(seq: number, more: Partial<Message> = {}): Event & { readonly kind: 'message' } {
  return { kind: 'message', message: { ...message(seq), audience: 'group', ...more } }
}

function line(seq: number): string {
  return `message message ${seq}\n`
}

function heardOf(end: FarEnd): string {
  end.tick()
  return end.heard
}
