import { expect, it } from 'vitest'
import { comparison } from './saved.ts'

const row = (scene: string, acked: readonly number[]) => ({
  scene,
  side: 'server',
  columns: { 'acked/s': acked, cores: [1] },
  latencies: [],
})

it('what was measured before is compared by its medians, what was not is left out', () => {
  const before = { commit: '0123456789abcdef', date: '2026-01-02T03:04:05Z', rows: [row('50x1', [90, 100, 1000]), row('gone', [1])] }

  expect(comparison(before, [row('50x1', [150]), row('new', [1])])).toEqual([
    '\nagainst 2026-01-02, 0123456789:',
    '  server 50x1: acked/s +50 %',
  ])
  expect(comparison(before, [row('new', [1])])).toEqual([])
  expect(comparison(undefined, [row('50x1', [150])])).toEqual([])
})
