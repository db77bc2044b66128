import { openMemoryJournal } from '@magpie-im/journal'
import { conversationId, ordinary, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { machine } from '../surroundings.ts'
import { ServerMetrics } from './server-metrics.ts'

it('requests are counted by door, type and outcome, and their times lie in buckets', async () => {
  const metrics = new ServerMetrics(machine.addProcessMetrics)
  for (const ms of [0.2, 3, 3, 700, 60_000]) metrics.requests.answered('omtp', 'PING', 'done', ms)
  metrics.requests.answered('omtp', 'MSG_SINGLE_CHAT', 'TooManyRequests', 1)
  metrics.requests.answered('http', 'MSG_SINGLE_CHAT', 'TooManyRequests', 1)

  const read = await scrape(metrics)
  expect(read('magpie_requests_total{door="omtp",operation="PING",outcome="done"}')).toBe(5)
  expect(read('magpie_requests_total{door="omtp",operation="MSG_SINGLE_CHAT",outcome="TooManyRequests"}')).toBe(1)
  expect(read('magpie_refusals_total{error="TooManyRequests"}')).toBe(2)
  const ping = (rest: string) => read(`magpie_request_seconds_${rest}`)
  const labels = 'door="omtp",operation="PING"'
  expect(['0.0005', '0.0025', '0.005', '0.5', '1', '10', '+Inf'].map((le) => ping(`bucket{${labels},le="${le}"}`))).toEqual([
    1, 1, 3, 3, 4, 4, 5,
  ])
  expect([ping(`count{${labels}}`), ping(`sum{${labels}}`)]).toEqual([5, expect.closeTo(60.7062)])
})

it('sign-ins and closed connections are counted by what became of them', async () => {
  const metrics = new ServerMetrics(machine.addProcessMetrics)
  for (const outcome of ['done', 'done', 'WrongCredentials'] as const) metrics.requests.signedIn('omtp', outcome)
  metrics.requests.closed('omtp', 'too-many-requests')

  const read = await scrape(metrics)
  expect(read('magpie_sign_ins_total{door="omtp",result="done"}')).toBe(2)
  expect(read('magpie_sign_ins_total{door="omtp",result="WrongCredentials"}')).toBe(1)
  expect(read('magpie_connections_closed_total{door="omtp",reason="too-many-requests"}')).toBe(1)
})

it('calls to services of others are counted by what became of them, and timed when they were made', async () => {
  const metrics = new ServerMetrics(machine.addProcessMetrics)
  for (const [result, ms] of [
    ['ok', 3],
    ['ok', 30],
    ['timeout', 5_000],
    ['refused', 0],
  ] as const) {
    metrics.outside.add({ service: 'orders', result, ms })
  }
  const read = await scrape(metrics)
  const calls = ['ok', 'timeout', 'refused'].map((result) => read(`magpie_outside_calls_total{service="orders",result="${result}"}`))
  expect(calls).toEqual([2, 1, 1])
  expect(read('magpie_outside_call_seconds_count{service="orders"}')).toBe(3)
})

it('figures of others are read at the scrape', async () => {
  const metrics = new ServerMetrics(machine.addProcessMetrics)
  const journal = openMemoryJournal({ keyOf: () => undefined })
  metrics.watch({
    journal: Object.assign(journal, { failures: 2, writeMs: 1500 }),
    readModel: { watermark: () => 0 },
    gateway: { census: () => ({ byDoor: new Map([['omtp', 3]]), queuedBytes: 17 }) },
    registry: { size: () => 2, deliveries: 9 },
    overload: { level: 1 },
    signIns: { unrecorded: 4 },
  })
  await new Promise<void>((durable, failed) => {
    journal.append(message, { durable: () => undefined, failed })
    journal.append({ ...message, seq: 2 }, { durable, failed })
  })

  const read = await scrape(metrics)
  expect(read('magpie_messages_total{audience="single",kind="text"}')).toBe(2)
  expect(read('magpie_journal_records_total')).toBe(2)
  expect(read('magpie_journal_batches_total')).toBe(1)
  expect(read('magpie_journal_failures_total')).toBe(2)
  expect(read('magpie_journal_write_seconds_total')).toBe(1.5)
  expect(read('magpie_projector_lag_bytes')).toBe(journal.durable)
  expect(read('magpie_connections{door="omtp"}')).toBe(3)
  const others = ['magpie_queued_bytes', 'magpie_sessions', 'magpie_deliveries_total', 'magpie_overload'].map(read)
  expect(others).toEqual([17, 2, 9, 1])
  expect(read('magpie_sign_ins_unrecorded_total')).toBe(4)
})

it('the process tells of itself, and every line is one that Prometheus reads', async () => {
  const metrics = new ServerMetrics(machine.addProcessMetrics)
  metrics.requests.answered('omtp', 'PING', 'done', 1)
  const text = await metrics.text()
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
  const wrong = text
    .split('\n')
    .filter((line) => !/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? (-?[\d.e+-]+|Na[nN]|\+Inf)|)$/.test(line))
  expect(wrong).toEqual([])
})

const message = {
  type: 'message',
  stamp: 1,
  conversation: conversationId(1),
  seq: 1,
  seqId: 1,
  sender: parseUserId('ann'),
  audience: 'single',
  recipient: parseUserId('ben'),
  clientMessageId: '',
  kind: 'text',
  body: '',
  push: undefined,
  origin: undefined,
  senderOrdinal: 1,
  ordinal: 1,
  ...ordinary,
} as const

/** What a line of the text says. */
async function scrape(metrics: ServerMetrics): Promise<(line: string) => number | undefined> {
  const lines = (await metrics.text()).split('\n').filter((line) => !line.startsWith('#'))
  const values = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
  return (line) => values.get(line)
}
