import { expect, it } from 'vitest'
import { Writers } from '../testing/writers.fixture.ts'
import { KeepAudit } from './keep-audit.ts'

it('what a peer sent fills no journal: long texts are cut', async () => {
  const writers = await Writers.open()
  const audit = new KeepAudit({ journal: writers.journal, stamps: writers.state.stamps })
  await audit.keep({
    actor: 'key:1',
    action: 'sendCommand',
    subject: `${'x'.repeat(254)}🐦${'y'.repeat(500_000)}`,
    detail: 'd'.repeat(300),
  })
  const kept = writers.records.filter(({ type }) => type === 'audit')
  expect(kept).toMatchObject([{ actor: 'key:1', action: 'sendCommand', subject: `${'x'.repeat(254)}\ufffd`, detail: 'd'.repeat(255) }])
})
