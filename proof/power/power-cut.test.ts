import { expect, it } from 'vitest'
import { powerCut } from './power-cut.ts'

it('what was acknowledged outlives the power, wherever it is cut; and without the sync the same check finds that it does not', {
  timeout: 300_000,
}, async () => {
  const report = await powerCut({ images: 60, seed: 1, runs: 3, messagesPerRun: 80, say: () => undefined })

  expect(report.findings).toEqual([])
  expect(report).toMatchObject({ images: 60, lost: 0, wrong: 0, refused: 0 })
  expect(report.acked).toBeGreaterThanOrEqual(240)
  expect(report.control.broken).toBeGreaterThan(report.control.images / 2)
})
