import { expect, it } from 'vitest'
import { ann, Writers } from '../testing/writers.fixture.ts'
import { SignInLog } from './sign-in-log.ts'

const device = { id: 'd1', type: 'ios', name: 'phone', appVersion: '1.0' } as const
const attempt = { user: 'ann', device, address: '192.0.2.1', door: 'a door' }

it('what a device says about itself is kept short', async () => {
  const { log, records } = await open()
  log.record({ ...attempt, device: { ...device, id: 'x'.repeat(500_000), name: `${'x'.repeat(127)}🐦` } }, 'ok')
  expect(await records()).toMatchObject([{ user: ann, device: { id: 'x'.repeat(128), name: `${'x'.repeat(127)}\ufffd`, type: 'ios' } }])
})

it('refusals beyond what people do are counted, not recorded; who gets in always is', async () => {
  const { log, records, writers } = await open()
  for (let i = 0; i < 250; i++) log.record(attempt, 'WrongCredentials')
  log.record(attempt, 'TooManyAttempts')
  log.record(attempt, 'ok')
  expect([(await records()).length, log.unrecorded]).toEqual([201, 51])

  writers.clock.pass(1_000)
  for (let i = 0; i < 30; i++) log.record(attempt, 'WrongCredentials')
  expect([(await records()).length, log.unrecorded]).toEqual([221, 61])
})

it('the attempts of a moment are recorded together, a few milliseconds later, or at once when they are very many or it ends', async () => {
  const { log, writers } = await open()
  const recorded = async () => {
    await writers.durable()
    return writers.records.length
  }
  const before = await recorded()
  log.record(attempt, 'ok')
  log.record(attempt, 'ok')
  writers.clock.pass(9)
  expect(await recorded()).toBe(before)
  writers.clock.pass(1)
  expect(await recorded()).toBe(before + 2)
  for (let i = 0; i < 1_001; i++) log.record(attempt, 'ok')
  expect(await recorded()).toBe(before + 1_002)
  log.flush()
  expect(await recorded()).toBe(before + 1_003)
})

async function open() {
  const writers = await Writers.open()
  const { journal, clock, state } = writers
  const log = new SignInLog({ journal, clock, stamps: state.stamps })
  const records = async () => {
    writers.clock.pass(10)
    await writers.durable()
    return writers.records.filter(({ type }) => type === 'sign-in')
  }
  return { log, records, writers }
}
