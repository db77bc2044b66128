import { expect, it } from 'vitest'
import { keyOf, messageRecord, seqsOf, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog } from '../conformance/surroundings.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { type Finding, inspect } from './inspect.ts'

const folder = '/journal'
const segments = (disk: SimulatedDisk) =>
  disk
    .list(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()

async function written(count: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const options = {
    folder,
    disk,
    keyOf,
    clock: new FakeClock(),
    log: new TestLog(),
    soon: setImmediate,
    random: seeded(1),
    segmentBytes: 4_096,
  }
  const journal = await openSimulatedJournal(options)
  for (let seq = 1; seq <= count; seq++) await store(journal, messageRecord(seq))
  await journal.checkpoint([messageRecord(count)])
  await journal.close()
  return disk
}

async function inspected(disk: SimulatedDisk): Promise<{ seqs: number[]; findings: Finding[] }> {
  const seqs: number[] = []
  const findings: Finding[] = []
  for await (const step of inspect(folder, disk)) {
    if (step.kind === 'records') seqs.push(...seqsOf(step.batch.entries.map((entry) => entry.record)))
    if (step.kind === 'finding') findings.push(step.finding)
  }
  return { seqs, findings }
}

it('finds nothing in an undamaged journal, and every record', async () => {
  const { seqs, findings } = await inspected(await written(100))
  expect(findings).toEqual([])
  expect(seqs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
})

it('says where a batch is damaged and reads on behind it', async () => {
  const disk = await written(100)
  const [, second = ''] = segments(disk)
  disk.flipBit(`${folder}/${second}`, (64 + 60) * 8)
  const { seqs, findings } = await inspected(disk)
  expect(findings).toEqual([
    { severity: 'error', file: `${folder}/${second}`, offset: 64, what: expect.stringContaining('readable again from byte') },
  ])
  expect(seqs).toHaveLength(99)
})

it('tells an interrupted write, missing segments and indexes, damaged headers and checkpoints', async () => {
  const disk = await written(100)
  const [first = '', second = '', third = ''] = segments(disk)
  const last = disk.open(`${folder}/${segments(disk).at(-1)}`, 'write')
  last.write(Uint8Array.of(1, 2, 3), last.size() - 3)
  disk.remove(`${folder}/${second}`)
  disk.remove(`${folder}/${first.replace('.log', '.keys')}`)
  disk.flipBit(`${folder}/${third}`, 30 * 8)
  disk.flipBit(`${folder}/${disk.list(folder).find((name) => name.endsWith('.mck'))}`, 800)
  const { findings } = await inspected(disk)
  const said = findings.map(({ severity, what }) => `${severity}: ${what}`).join('\n')
  expect(said).toContain('warning: an interrupted write ends the journal')
  expect(said).toContain('error: what was acknowledged is damaged here')
  expect(said).toContain('warning: the key index is missing')
  expect(said).toContain('the header of a segment is not what was written')
  expect(said).toContain('warning: the checkpoint is damaged')
})

it('does not throw and changes nothing, whatever bits are flipped', async () => {
  const disk = await written(60)
  for (const name of disk.list(folder)) {
    const bits = disk.open(`${folder}/${name}`, 'read').size() * 8
    for (let bit = 1; bit < bits; bit += 997) {
      const copy = disk.copy()
      copy.flipBit(`${folder}/${name}`, bit)
      copy.fault = ({ kind, path }) => {
        if (kind !== 'read' && kind !== 'open') throw new Error(`${kind} ${path}`)
        return undefined
      }
      await inspected(copy)
    }
  }
})
