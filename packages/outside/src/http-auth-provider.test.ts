import { type AuthQuestion, ImError, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { HttpAuthProvider } from './http-auth-provider.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'

const ann: AuthQuestion = {
  user: parseUserId('ann'),
  secret: 'open sesame',
  device: { id: 'd1', type: 'ios', name: 'phone', appVersion: '1.0' },
  address: '192.0.2.1',
  trace: 't1',
}
const undecided = { verdict: 'undecided' }

it('the product is told who wants to sign in, with what, on which device and from where', async () => {
  const { provider, asked } = product({ ok: true })
  await provider.verify(ann)
  const device = { deviceId: 'd1', deviceType: 'ios', deviceName: 'phone', appVersion: '1.0' }
  expect(asked).toEqual([{ userId: 'ann', credential: 'open sesame', ...device, address: '192.0.2.1' }])
})

it.each([
  [{ ok: true }, { verdict: 'accepted', extraData: '', name: undefined }],
  [
    { ok: true, extraData: '{"vip":1}', name: 'Ann' },
    { verdict: 'accepted', extraData: '{"vip":1}', name: 'Ann' },
  ],
  [{ ok: false }, { verdict: 'refused', reason: 'RefusedByProvider' }],
  [
    { ok: false, reason: 'because' },
    { verdict: 'refused', reason: 'RefusedByProvider' },
  ],
  [
    { ok: false, reason: 'wrong-credentials' },
    { verdict: 'refused', reason: 'WrongCredentials' },
  ],
  [
    { ok: false, reason: 'denied' },
    { verdict: 'refused', reason: 'SignInDenied' },
  ],
  [{ ok: 'true' }, undecided],
  [{ ok: 1 }, undecided],
  [{ ok: true, extraData: 7 }, undecided],
  [{ ok: true, extraData: 'x'.repeat(65_537) }, undecided],
  [{ ok: true, name: '' }, undecided],
  [{}, undecided],
  [null, undecided],
  ['ok', undecided],
])('its answer %j is the verdict %j', async (answer, verdict) => {
  expect(await product(answer).provider.verify(ann)).toEqual(verdict)
})

it('while it cannot be asked nothing is decided, and it is asked again at once', async () => {
  const { provider, asked } = product(() => {
    throw new ImError('OutsideUnavailable')
  })
  for (let i = 1; i <= 3; i++) {
    expect(await provider.verify(ann)).toEqual(undecided)
    expect(asked).toHaveLength(i)
  }
})

it('an acceptance holds for its time, a refusal for five seconds', async () => {
  for (const [ok, holdsMs] of [
    [true, 60_000],
    [false, 5_000],
  ] as const) {
    const { provider, asked, clock } = product({ ok })
    const first = await provider.verify(ann)
    clock.pass(holdsMs - 1)
    expect(await provider.verify(ann)).toEqual(first)
    expect(asked).toHaveLength(1)
    clock.pass(1)
    await provider.verify(ann)
    expect(asked).toHaveLength(2)
  }
})

it('with no time to hold, it is asked every time', async () => {
  const { provider, asked } = product({ ok: true }, 0)
  for (let i = 0; i < 2; i++) await provider.verify(ann)
  expect(asked).toHaveLength(2)
})

it.each([
  ['user', { ...ann, user: parseUserId('ben') }],
  ['credential', { ...ann, secret: 'open barley' }],
  ['device', { ...ann, device: { ...ann.device, id: 'd2' } }],
  ['kind of device', { ...ann, device: { ...ann.device, type: 'linux' } }],
] as const)('what holds for one %s holds for no other', async (_, other) => {
  const { provider, asked } = product({ ok: true })
  await provider.verify(ann)
  await provider.verify(other)
  expect(asked).toHaveLength(2)
})

it('no more than 10,000 verdicts are kept, the latest ones', async () => {
  const { provider, asked } = product({ ok: true })
  for (let i = 0; i <= 10_000; i++) await provider.verify({ ...ann, secret: `${i}` })
  await provider.verify({ ...ann, secret: '10000' })
  expect(asked).toHaveLength(10_001)
  await provider.verify({ ...ann, secret: '0' })
  expect(asked).toHaveLength(10_002)
})

function product(answer: unknown, acceptedMs = 60_000) {
  const clock = new FakeClock()
  const asked: object[] = []
  const ask = async <T>(question: object, _: string, read: (answer: unknown) => T) => {
    asked.push(question)
    return read(typeof answer === 'function' ? answer() : answer)
  }
  return { clock, asked, provider: new HttpAuthProvider({ service: { ask }, clock, acceptedMs }) }
}
