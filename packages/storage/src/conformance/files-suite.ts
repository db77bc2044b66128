import type { FileId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { everyWatermark, type OpenStore } from './opened.ts'
import { ann, bob, carol, TestLog } from './test-log.ts'

const [first, second] = ['1', '2'].map((digit) => digit.repeat(32)) as [FileId, FileId] // as: 32 hexadecimal digits
const forever = Number.MAX_SAFE_INTEGER

/** What every read model tells of files, wherever the watermark is. */
export function filesSuite({ open }: { readonly open: OpenStore }): void {
  it('shows a file as the last record says, and none that was removed', async () => {
    const log = new TestLog()
    const picture = { width: 640, height: 480, thumbnail: true }
    const { createdAt } = log.putsFile(ann, { id: first, picture })
    log.putsFile(ann, { id: second })
    log.cut()
    log.putsFile(ann, { id: first, picture, createdAt, unusedSince: 7 })
    log.putsFile(ann, { id: second, removed: true })
    log.cut()
    await everyWatermark(open, log, async ({ files }) => {
      expect(await files.find(first)).toEqual({
        ...{ id: first, owner: ann, name: 'notes.txt', size: 10, sha256: '00', mediaType: 'text/plain' },
        ...{ picture, createdAt, unusedSince: 7 },
      })
      expect(await files.find(second)).toBeUndefined()
      expect(await files.uses({ file: second, before: forever, limit: 9 })).toEqual([])
    })
  })

  it('tells with which messages a file was sent, the last one first, in pages', async () => {
    const log = new TestLog()
    log.putsFile(ann, { id: first })
    log.putsFile(bob, { id: second })
    const sent = [log.sendsFiles(ann, bob, first)]
    log.cut()
    sent.push(log.sendsFiles(bob, carol, second, first))
    log.cut()
    sent.push(log.sendsFiles(carol, ann, first))
    log.sendsFiles(bob, ann, second)
    log.cut()
    const uses = sent.map(({ stamp, conversation, seqId, sender }) => ({ stamp, conversation, seqId, sender })).reverse()
    await everyWatermark(open, log, async ({ files }) => {
      expect(await files.uses({ file: first, before: forever, limit: 9 })).toEqual(uses)
      expect(await files.uses({ file: first, before: forever, limit: 2 })).toEqual(uses.slice(0, 2))
      expect(await files.uses({ file: first, before: uses[1]?.stamp ?? 0, limit: 9 })).toEqual(uses.slice(2))
    })
  })

  it('adds up what a user uploaded lately, each file once', async () => {
    const log = new TestLog()
    const old = log.putsFile(ann, { id: first, size: 1 })
    log.cut()
    const { createdAt } = log.putsFile(ann, { id: second, size: 20 })
    log.putsFile(ann, { id: second, size: 20, createdAt, unusedSince: 5 })
    log.putsFile(bob, { id: '3'.repeat(32) as FileId, size: 300 }) // as: 32 hexadecimal digits
    log.cut()
    const gone = log.putsFile(ann, { id: '4'.repeat(32) as FileId, size: 4000 }) // as: the same
    log.putsFile(ann, { id: gone.id, size: 4000, createdAt: gone.createdAt, removed: true })
    log.cut()
    await everyWatermark(open, log, async ({ files }) => {
      expect(await files.uploaded({ owner: ann, since: 0 })).toBe(21)
      expect(await files.uploaded({ owner: ann, since: old.createdAt })).toBe(20)
      expect(await files.uploaded({ owner: carol, since: 0 })).toBe(0)
    })
  })

  it('lists what is projected in the order of ids', async () => {
    const log = new TestLog()
    for (const digit of ['c', 'a', 'b']) log.putsFile(ann, { id: digit.repeat(32) as FileId }) // as: 32 hexadecimal digits
    log.cut()
    await everyWatermark(open, log, async ({ files }) => {
      const all = await files.list({ after: '', limit: 9 })
      expect(all.map(({ id }) => id[0]).join('')).toMatch(/^(abc)?$/)
      if (all.length > 0) expect((await files.list({ after: 'a'.repeat(32), limit: 1 })).map(({ id }) => id[0])).toEqual(['b'])
    })
  })
}
