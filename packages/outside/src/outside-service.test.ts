import { createHmac } from 'node:crypto'
import { ImError } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { OutsideService, type OutsideServiceOptions } from './outside-service.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { json, StandIn, silence, status } from './testing/stand-in.fixture.ts'

const unavailable = { name: 'OutsideUnavailable', retry: true }
const unusable = { name: 'OutsideUnusable' }

it('a question is posted as JSON under the id it came with, and the JSON of the answer comes back', async () => {
  await using there = await StandIn.open(json({ answer: 42 }))
  const { ask, results } = caller([there.url])
  expect(await ask({ question: 'what?' }, 'id-1')).toEqual({ answer: 42 })

  const [received] = there.received
  expect(received?.body).toBe('{"question":"what?"}')
  expect(received?.headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': 'id-1' })
  expect(received?.headers['x-magpie-signature']).toBeUndefined()
  expect(results).toEqual(['ok'])
})

it.each(['', 'two words', 'line\r\nx-evil: 1', 'é', 'x'.repeat(65)])('the id %j, which no header can carry, is replaced', async (id) => {
  await using there = await StandIn.open()
  await caller([there.url]).ask({}, id)
  expect(there.received[0]?.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/)
  expect(there.received[0]?.headers['x-evil']).toBeUndefined()
})

it('with a secret, a request carries its time and a signature of time, id and body', async () => {
  await using there = await StandIn.open()
  const secret = Buffer.alloc(32, 7)
  const { ask, clock } = caller([there.url], { secret })
  await ask({ a: 1 }, 'id-1')

  const time = clock.now() / 1000
  const expected = createHmac('sha256', secret).update(`${time}.id-1.{"a":1}`).digest('hex')
  expect(there.received[0]?.headers).toMatchObject({ 'x-magpie-timestamp': `${time}`, 'x-magpie-signature': `sha256=${expected}` })
})

it('a service that does not answer is given up when the time is over', async () => {
  await using there = await StandIn.open(silence)
  const { ask, clock, results } = caller([there.url], { timeoutMs: 5_000 })
  const asked = ask()
  await there.asked(1)
  clock.pass(4_999)
  expect(results).toEqual([])
  clock.pass(1)
  await expect(asked).rejects.toMatchObject(unavailable)
  expect(results).toEqual(['timeout'])
})

it('so is one that begins to answer and never ends', async () => {
  await using there = await StandIn.open((response) => void response.write('{'))
  const { ask, clock, results } = caller([there.url], { timeoutMs: 5_000 })
  const asked = ask()
  await there.asked(1)
  clock.pass(5_000)
  await expect(asked).rejects.toMatchObject(unavailable)
  expect(results).toEqual(['timeout'])
})

it.each([
  ['that is announced', (response: import('node:http').ServerResponse) => response.end(`"${'x'.repeat(200)}"`)],
  [
    'that just comes',
    (response: import('node:http').ServerResponse) => {
      response.write('"')
      for (let i = 0; i < 200; i++) response.write('xxxxxxxx')
      // It never ends: only who stops reading gets away.
    },
  ],
])('an answer above the limit %s is not read to its end', async (_, respond) => {
  await using there = await StandIn.open((response) => void respond(response))
  const { ask, results } = caller([there.url], { maxBytes: 100 })
  await expect(ask()).rejects.toMatchObject({ ...unusable, message: expect.stringContaining('longer than 100 bytes') })
  expect(results).toEqual(['unusable'])
})

it('an answer as long as the limit is good', async () => {
  await using there = await StandIn.open(json('x'.repeat(98)))
  expect(await caller([there.url], { maxBytes: 100 }).ask()).toHaveLength(98)
})

it.each([
  ['no JSON', (response: import('node:http').ServerResponse) => response.end('<html>'), 'it is no JSON'],
  ['no text', (response: import('node:http').ServerResponse) => response.end(Buffer.from([0x22, 0xff, 0x22])), 'it is no JSON'],
  ['nothing', (response: import('node:http').ServerResponse) => response.end(), 'it is no JSON'],
  ['not found', (response: import('node:http').ServerResponse) => response.writeHead(404).end(), 'status 404'],
])('an answer of %s is of no use', async (_, respond, reason) => {
  await using there = await StandIn.open((response) => void respond(response))
  await expect(caller([there.url]).ask()).rejects.toMatchObject({ ...unusable, message: expect.stringContaining(reason) })
})

it('what the reader cannot use is counted and told as such', async () => {
  await using there = await StandIn.open()
  const { service, results, warnings } = caller([there.url])
  const asked = service.ask({}, 'id', () => {
    throw new ImError('OutsideUnusable', { detail: 'no verdict' })
  })
  await expect(asked).rejects.toMatchObject(unusable)
  expect([results, warnings.length]).toEqual([['unusable'], 1])
})

it('a redirect is not followed', async () => {
  await using elsewhere = await StandIn.open()
  await using there = await StandIn.open((response) => response.writeHead(307, { location: elsewhere.url }).end())
  await expect(caller([there.url]).ask()).rejects.toMatchObject(unusable)
  expect(elsewhere.received).toEqual([])
})

it('an address where nobody listens is passed over, at once and afterwards', async () => {
  const gone = await deadUrl()
  await using there = await StandIn.open()
  const { ask, results } = caller([gone, there.url])
  for (let i = 0; i < 4; i++) await ask()
  expect(there.received).toHaveLength(4)
  expect(results).toEqual(['ok', 'ok', 'ok', 'ok'])
})

it('a request that may have arrived is not made twice', async () => {
  await using one = await StandIn.open((response) => response.destroy())
  await using other = await StandIn.open((response) => response.destroy())
  const { ask, results } = caller([one.url, other.url])
  await expect(ask()).rejects.toMatchObject(unavailable)
  expect(one.received.length + other.received.length).toBe(1)
  expect(results).toEqual(['broken'])
})

it('calls above the concurrency cap are refused at once, and there is room again when one is answered', async () => {
  await using there = await StandIn.open(silence)
  const { ask, results } = caller([there.url], { concurrency: 2 })
  const answers: (() => void)[] = []
  there.respond = (response) => void answers.push(() => response.end('{}'))
  const asked = [ask(), ask()]
  await there.asked(2)
  await expect(ask()).rejects.toMatchObject({ ...unavailable, message: expect.stringContaining('it has enough to do') })
  expect(results).toEqual(['refused'])

  for (const answer of answers) answer()
  await Promise.all(asked)
  there.respond = json({})
  expect(await ask()).toEqual({})
})

it('after five failures in a row nobody is sent there; a second later one call finds out that it works again', async () => {
  await using there = await StandIn.open(status(503))
  const { ask, service, clock, results, warnings } = caller([there.url])
  for (let i = 0; i < 5; i++) await expect(ask()).rejects.toMatchObject(unavailable)
  expect(service.broken).toBe(true)
  await expect(ask()).rejects.toMatchObject(unavailable)
  expect(there.received).toHaveLength(5)
  expect(results.at(-1)).toBe('refused')
  expect(warnings).toHaveLength(2)

  there.respond = json({})
  await expect(ask()).rejects.toMatchObject(unavailable)
  clock.pass(999)
  await expect(ask()).rejects.toMatchObject(unavailable)
  clock.pass(1)
  expect(await ask()).toEqual({})
  expect([service.broken, there.received.length]).toEqual([false, 6])
})

it('while it keeps failing, one call finds out, after longer and longer breaks', async () => {
  await using there = await StandIn.open(status(500))
  const { ask, clock, warnings } = caller([there.url])
  for (let i = 0; i < 5; i++) await ask().catch(() => undefined)
  for (const [pass, requests] of [
    [1_000, 6],
    [1_000, 6],
    [1_000, 7],
    [3_999, 7],
    [1, 8],
  ] as const) {
    clock.pass(pass)
    await expect(ask()).rejects.toMatchObject(unavailable)
    expect(there.received).toHaveLength(requests)
  }
  expect(warnings).toHaveLength(2)
})

it('while one call finds out, others are refused and do not wait for it', async () => {
  await using there = await StandIn.open(status(500))
  const { ask, clock, service } = caller([there.url])
  for (let i = 0; i < 5; i++) await ask().catch(() => undefined)
  clock.pass(1_000)
  let answer: () => void = () => undefined
  there.respond = (response) => {
    answer = () => void response.end('{}')
  }
  const probe = ask()
  await expect(ask()).rejects.toMatchObject(unavailable)
  await there.asked(6)
  expect([service.broken, there.received.length]).toEqual([true, 6])
  answer()
  expect([await probe, service.broken]).toEqual([{}, false])
})

it('answers that are of no use do not break the circuit: they are its own doing, not trouble', async () => {
  await using there = await StandIn.open(status(404))
  const { ask, service, warnings } = caller([there.url])
  for (let i = 0; i < 10; i++) await expect(ask()).rejects.toMatchObject(unusable)
  expect([service.broken, there.received.length, warnings.length]).toEqual([false, 10, 1])
})

it('what was asked or answered is in no text of ours (I16)', async () => {
  await using there = await StandIn.open((response) => response.end('swordfish'))
  const { ask, warnings } = caller([there.url])
  const error = await ask({ password: 'open sesame' }).catch((refused: unknown) => refused)
  expect(`${error} ${JSON.stringify(warnings)}`).not.toMatch(/swordfish|sesame/)
})

function caller(urls: readonly string[], options: Partial<OutsideServiceOptions> = {}) {
  const clock = new FakeClock()
  const results: string[] = []
  const warnings: unknown[] = []
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (...event: unknown[]) => void warnings.push(event),
    error: () => undefined,
  }
  const addresses = urls.map((url) => ({ url, weight: 1 }))
  const limits = { timeoutMs: 60_000, maxBytes: 1_000, concurrency: 10, secret: undefined }
  const observe = ({ result }: { result: string }) => void results.push(result)
  const service = new OutsideService({ name: 'there', addresses, ...limits, ...options }, { clock, log, observe })
  return { service, clock, results, warnings, ask: (question: object = {}, id = 'id') => service.ask(question, id, (answer) => answer) }
}

/** Nobody listens there any more. */
async function deadUrl(): Promise<string> {
  await using gone = await StandIn.open()
  return gone.url
}
