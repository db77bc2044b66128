import type { HistoryPageQuery } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import { NaiveModel, plain } from './naive.ts'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, TestLog } from './test-log.ts'

/** What every message history does, wherever the watermark is. */
export function messageHistorySuite(options: { readonly open: OpenStore; readonly runs?: number }): void {
  const { open, runs = 100 } = options

  it('gives a page of messages, newest first, from the one that was asked for', async () => {
    const log = new TestLog()
    const sent = [1, 2, 3, 4].map(() => {
      const message = log.says(ann, bob)
      log.says(carol, ann)
      log.cut()
      return message
    })
    const conversation = log.conversation(ann, bob)
    await everyWatermark(open, log, async ({ history }) => {
      const upTo = sent[2]?.seqId ?? 0
      expect((await history.page({ conversation, reader: undefined, upTo, limit: 2 })).map((message) => message.seq)).toEqual([3, 2])
      expect((await history.page({ conversation, reader: undefined, upTo: upTo - 1, limit: 9 })).map((message) => message.seq)).toEqual([
        2, 1,
      ])
      expect(await history.page({ conversation, reader: undefined, upTo: 5, limit: 9 })).toEqual([])
    })
  })

  it('gives what lies between two seqs, from either end', async () => {
    const log = new TestLog()
    for (let i = 0; i < 6; i++) log.says(ann, bob)
    log.cut()
    const query = { conversation: log.conversation(ann, bob), reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 2 }
    await everyWatermark(open, log, async ({ history }) => {
      const seqs = async (more: Partial<HistoryPageQuery>) => (await history.page({ ...query, ...more })).map(({ seq }) => seq)
      expect(await seqs({ seqAbove: 2, oldestFirst: true })).toEqual([3, 4])
      expect(await seqs({ seqBelow: 5 })).toEqual([4, 3])
      expect(await seqs({ seqAbove: 3, seqBelow: 5 })).toEqual([4])
      expect(await seqs({ seqAbove: 6 })).toEqual([])
    })
  })

  it('gives a message back as it was sent, with all that came with it', async () => {
    const log = new TestLog()
    const sent = log.says(ann, bob, {
      kind: 'image',
      body: 'naïve 你好 🐦\u0000 and more',
      push: { title: 'ann', summary: 'a picture', url: 'https://example.org/1' },
      origin: { door: 'omtp', bytes: Uint8Array.of(0, 255, 10) },
      clientMessageId: '4294967295',
    })
    log.cut()
    await everyWatermark(open, log, async ({ history }) => {
      const [message] = await history.page({ conversation: sent.conversation, reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 1 })
      expect(message && plain(message)).toEqual(plain(sent))
    })
  })

  it('answers as the whole log would', async () => {
    const reader = fc.constantFrom(undefined, ann, bob)
    const query = fc.record({
      reader,
      from: fraction,
      limit: fc.integer({ min: 1, max: 5 }),
      seqAbove: fc.nat(9),
      seqBelow: fc.integer({ min: 1, max: 20 }),
      oldestFirst: fc.boolean(),
    })
    const setup = fc.record({ projected: fraction, meanwhile: fraction, maxBytes: fc.constantFrom(0, 1_000_000) })
    const check = async (
      log: TestLog,
      { from, ...rest }: Omit<HistoryPageQuery, 'conversation' | 'upTo'> & { readonly from: number },
      setup: Record<'projected' | 'meanwhile' | 'maxBytes', number>,
    ) => {
      const projected = upTo(setup.projected, log.batches.length)
      const meanwhile = projected + upTo(setup.meanwhile, log.batches.length - projected)
      const stamps = log.entries.map((entry) => entry.record.stamp)
      const query = { ...rest, conversation: log.conversation(ann, bob), upTo: stamps[upTo(from, stamps.length - 1)] ?? 0 }
      const expected = new NaiveModel(log.entries).page(query)
      await withModel(open, { log, projected, meanwhile, maxBytes: setup.maxBytes }, async ({ history }) => {
        expect((await history.page(query)).map(plain)).toEqual(expected)
      })
    }
    await fc.assert(fc.asyncProperty(arbitraryLog, query, setup, check), { numRuns: runs })
  })
}
