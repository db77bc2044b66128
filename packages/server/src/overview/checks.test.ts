import { tmpdir } from 'node:os'
import type { Position } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { check } from './checks.ts'

const at = (bytes: number) => bytes as Position // as: only numbers of bytes are looked at
const well = {
  standing: {
    listening: { now: true },
    journal: { accepting: true, durable: at(100), failures: 0 },
    readModel: { watermark: () => at(90) },
  },
  compactions: { lastDone: undefined },
  overload: { level: 0 },
  signIns: { unrecorded: 0 },
  folder: tmpdir(),
}

const ill = async (parts: Partial<typeof well>) =>
  (await check({ ...well, ...parts })).filter(({ name, good }) => !good && name !== 'disk').map(({ name }) => name)

it('a server that does well has nothing to say', async () => {
  expect(await ill({})).toEqual([])
})

it.each([
  ['it does not listen', { standing: { ...well.standing, listening: { now: false } } }, ['ready']],
  ['a write failed', { standing: { ...well.standing, journal: { ...well.standing.journal, failures: 1 } } }, ['journal']],
  [
    'the read model is far behind',
    { standing: { ...well.standing, journal: { ...well.standing.journal, durable: at(1e9) } } },
    ['ready', 'read-model'],
  ],
  ['it refuses sign-ins', { overload: { level: 1 } }, ['overload']],
  ['attempts have no record', { signIns: { unrecorded: 3 } }, ['sign-in-records']],
] as const)('when %s, that is said', async (_, parts, expected) => {
  expect(await ill(parts)).toEqual(expected)
})
