import type { Batch, Position } from '@magpie-im/model'
import { ImError } from '@magpie-im/model'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compacting } from './compacting.ts'
import { type JournalFixture, keyOf, messageRecord, readSeqs, recovered, seqsOf, settled, store } from './fixture.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

/** What every journal promises. */
export function journalSuite({ name, open }: { name: string; open(): Promise<JournalFixture> }): void {
  describe(`the ${name} journal`, () => {
    let fixture: JournalFixture
    beforeEach(async () => {
      fixture = await open()
    })
    afterEach(() => fixture.dispose())
    const current = () => fixture
    appending(current)
    finding(current)
    failing(current)
    recovering(current)
    compacting(current)
  })
}

function appending(fixture: () => JournalFixture): void {
  it('makes records durable in the order they were appended', async () => {
    const journal = await fixture().open()
    const order: number[] = []
    const positions: Position[] = []
    const last = new Promise<void>((resolve) => {
      for (const seq of upTo(100)) {
        const durable = () => (order.push(seq) === 100 ? resolve() : undefined)
        positions.push(journal.append(messageRecord(seq), { durable, failed: () => undefined }))
      }
    })
    await last
    expect(order).toEqual(upTo(100))
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b))
    expect(await readSeqs(journal)).toEqual(upTo(100))
    await journal.close()
  })

  it('tells followers of a batch before its outcomes', async () => {
    const journal = await fixture().open()
    const told: string[] = []
    journal.follow((batch) => told.push(`batch ${seqsOf(batch.entries.map((entry) => entry.record))} ${batch.end === journal.durable}`))
    await new Promise<void>((resolve) => {
      journal.append(messageRecord(1), { durable: () => told.push('first'), failed: () => undefined })
      journal.append(messageRecord(2), { durable: () => resolve(), failed: () => undefined })
    })
    expect(told).toEqual(['batch 1,2 true', 'first'])
    await journal.close()
  })

  it('ends a barrier after everything appended before it, and at once when nothing waits', async () => {
    const journal = await fixture().open()
    const order: string[] = []
    await settled((outcome) => journal.barrier(outcome))
    journal.append(messageRecord(1), { durable: () => order.push('record'), failed: () => undefined })
    await settled((outcome) => journal.barrier(outcome))
    order.push('barrier')
    expect(order).toEqual(['record', 'barrier'])
    await journal.close()
  })

  it('reads from the end of a batch to the end of another', async () => {
    const journal = await fixture().open()
    const batches: Batch[] = []
    journal.follow((batch) => batches.push(batch))
    for (const seq of upTo(4)) await store(journal, messageRecord(seq))
    const ends = batches.map((batch) => batch.end)
    expect(await readSeqs(journal, ends[0], ends[2])).toEqual([2, 3])
    expect(await readSeqs(journal, ends[3], journal.durable)).toEqual([])
    await journal.close()
  })

  it('stores what was waiting when it is closed', async () => {
    const journal = await fixture().open()
    const stored = Promise.all(upTo(10).map((seq) => store(journal, messageRecord(seq))))
    await journal.close()
    expect(await stored).toEqual(upTo(10).map(() => true))
    const again = await fixture().open()
    expect(seqsOf(await recovered(again))).toEqual(upTo(10))
    await again.close()
  })
}

function finding(fixture: () => JournalFixture): void {
  it('finds records by key, oldest first, waiting ones included', async () => {
    const journal = await fixture().open()
    const key = keyOf(messageRecord(1)) ?? ''
    const first = store(journal, messageRecord(1))
    expect(seqsOf(journal.find(key))).toEqual([1])
    await first
    const second = store(journal, { ...messageRecord(2), clientMessageId: 'id-1' })
    expect(seqsOf(journal.find(key))).toEqual([1, 2])
    await second
    expect(seqsOf(journal.find(key))).toEqual([1, 2])
    expect(journal.find('ann/unknown')).toEqual([])
    await journal.close()
  })

  it('finds by key what was stored before it was opened', async () => {
    const journal = await fixture().open()
    for (const seq of upTo(50)) await store(journal, messageRecord(seq))
    await journal.close()
    const again = await fixture().open()
    for (const seq of upTo(50)) expect(seqsOf(again.find(`ann/id-${seq}`))).toEqual([seq])
    await again.close()
  })

  it('does not find a record appended without a key', async () => {
    const journal = await fixture().open()
    await settled((outcome) => journal.append(messageRecord(1), outcome))
    expect(journal.find('ann/id-1')).toEqual([])
    await journal.close()
  })
}

function failing(fixture: () => JournalFixture): void {
  it('fails everything that waits, newest first, and refuses appends until the disk works', async () => {
    const journal = await fixture().open()
    await store(journal, messageRecord(1))
    fixture().fail()
    const failed: number[] = []
    await new Promise<void>((resolve) => {
      for (const seq of [2, 3, 4]) {
        const fail = (error: ImError) => {
          if (error.name === 'StorageUnavailable' && failed.push(seq) === 3) resolve()
        }
        journal.append(messageRecord(seq), { durable: () => failed.push(-seq), failed: fail }, `ann/id-${seq}`)
      }
    })
    expect(failed).toEqual([4, 3, 2])
    expect(() => journal.append(messageRecord(5), { durable: () => failed.push(-5), failed: () => failed.push(5) })).toThrow(ImError)
    await fixture().heal()
    expect(await store(journal, messageRecord(2, 'again'))).toBe(true)
    expect(failed).toEqual([4, 3, 2])
    await journal.close()
  })

  it('never shows a failed record again', async () => {
    const journal = await fixture().open()
    await store(journal, messageRecord(1))
    fixture().fail()
    expect(await store(journal, messageRecord(2))).toBe(false)
    expect(journal.find('ann/id-2')).toEqual([])
    await fixture().heal()
    await store(journal, messageRecord(3))
    expect(await readSeqs(journal)).toEqual([1, 3])
    await journal.close()
    const again = await fixture().open()
    expect(seqsOf(await recovered(again))).toEqual([1, 3])
    expect(again.find('ann/id-2')).toEqual([])
    await again.close()
  })

  it('keeps no checkpoint of a state that failed', async () => {
    const journal = await fixture().open()
    await store(journal, messageRecord(1))
    fixture().fail()
    const phantom = store(journal, messageRecord(2))
    await expect(journal.checkpoint([messageRecord(1), messageRecord(2)])).rejects.toThrow(ImError)
    expect(await phantom).toBe(false)
    await fixture().heal()
    await journal.close()
    const again = await fixture().open()
    expect(seqsOf(await recovered(again))).toEqual([1])
    await again.close()
  })
}

function recovering(fixture: () => JournalFixture): void {
  it('recovers from the newest checkpoint and what came after it', async () => {
    const journal = await fixture().open()
    for (const seq of upTo(5)) await store(journal, messageRecord(seq))
    await journal.checkpoint([messageRecord(3), messageRecord(5)])
    for (const seq of [6, 7]) await store(journal, messageRecord(seq))
    await journal.close()
    const again = await fixture().open()
    expect(seqsOf(await recovered(again))).toEqual([3, 5, 6, 7])
    expect(await readSeqs(again)).toEqual(upTo(7))
    await again.close()
  })

  it('replays what was appended while the checkpoint was written', async () => {
    const journal = await fixture().open()
    await store(journal, messageRecord(1))
    function* state() {
      yield messageRecord(1)
      for (const seq of upTo(500)) yield messageRecord(1_000 + seq)
    }
    const saved = journal.checkpoint(state())
    await store(journal, messageRecord(2))
    await saved
    await journal.close()
    const again = await fixture().open()
    const seqs = seqsOf(await recovered(again))
    expect(seqs.slice(0, 2)).toEqual([1, 1_001])
    expect(seqs.at(-1)).toBe(2)
    await again.close()
  })

  it('recovers only before the first append', async () => {
    const journal = await fixture().open()
    await store(journal, messageRecord(1))
    await expect(recovered(journal)).rejects.toThrow('before the first append')
    await journal.close()
  })
}
