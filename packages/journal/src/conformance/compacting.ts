import { type Batch, type Journal, type JournalRecord, withoutContent } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { bob, controlRecord, expiryRecord, type JournalFixture, messageRecord, readRecords, recovered, seqsOf, store } from './fixture.ts'

/** What `compact` promises. */
export function compacting(fixture: () => JournalFixture): void {
  it('takes away the content of what was revoked, replaced, deleted for all or has expired, and nothing else', async () => {
    const journal = await fixture().open()
    const messages = [1, 2, 3, 4, 5, 6].map((seq) => ({ ...messageRecord(seq), push: { title: 't', summary: `s${seq}`, url: '' } }))
    const [one, two, three, four, five, six] = messages
    const controls = [
      controlRecord(2, 'revoke'),
      controlRecord(3, 'override', { body: 'first' }),
      controlRecord(3, 'override', { body: 'second' }),
      controlRecord(4, 'delete'),
      controlRecord(5, 'delete', { only: bob }),
    ]
    for (const record of [...messages, ...controls, expiryRecord(1)]) await store(journal, record)
    const [, first] = controls
    const expected = [one, two, three, four].map((message) => message && withoutContent(message))
    const after = [...expected, five, six, ...controls.map((each) => (each === first ? { ...each, body: '' } : each)), expiryRecord(1)]

    const { segments, bytesBefore, bytesAfter } = await journal.compact()
    expect(segments).toBeGreaterThan(0)
    expect(bytesAfter).not.toBe(bytesBefore)
    expect(await readRecords(journal)).toEqual(after)
    expect(await readRecords(await reopened(journal, fixture()))).toEqual(after)
  })

  it('finds what it took the content of by its key, and says that it did', async () => {
    const journal = await fixture().open()
    for (const record of [messageRecord(1), messageRecord(2), controlRecord(1, 'revoke')]) await store(journal, record)
    expect(journal.find('ann/id-1')).toEqual([messageRecord(1)])
    await journal.compact()
    const found = (from: Journal) => [...from.find('ann/id-1'), ...from.find('ann/id-2')]
    expect(found(journal)).toEqual([withoutContent(messageRecord(1)), messageRecord(2)])
    expect(found(await reopened(journal, fixture()))).toEqual([withoutContent(messageRecord(1)), messageRecord(2)])
  })

  it('leaves every end of a batch a place to read from and to', async () => {
    const journal = await fixture().open()
    const batches: Batch[] = []
    journal.follow((batch) => batches.push(batch))
    for (const record of history(60)) await store(journal, record)
    const before = await Promise.all(batches.map(async ({ end }) => (await readRecords(journal, end)).length))
    await journal.compact()
    expect(await Promise.all(batches.map(async ({ end }) => (await readRecords(journal, end)).length))).toEqual(before)
    const ends: number[] = []
    for await (const batch of journal.read(0, journal.durable)) ends.push(batch.end)
    expect(ends).toEqual(batches.map(({ end }) => end))
    await journal.close()
  })

  it('goes on with appends while it compacts, and takes away in the next what came too late', async () => {
    const journal = await fixture().open()
    for (const record of history(60)) await store(journal, record)
    const compaction = journal.compact()
    const joined = journal.compact()
    for (let seq = 61; seq <= 80; seq++) await store(journal, messageRecord(seq))
    await store(journal, controlRecord(61, 'revoke'))
    expect(await joined).toEqual(await compaction)
    await journal.compact()
    expect(journal.find('ann/id-61')).toEqual([withoutContent(messageRecord(61))])
    expect(seqsOf(await readRecords(journal))).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
    await journal.close()
  })

  it('may be closed while it compacts', async () => {
    const journal = await fixture().open()
    for (const record of history(60)) await store(journal, record)
    const compaction = journal.compact().catch(() => undefined)
    const again = await reopened(journal, fixture())
    await compaction
    expect(seqsOf(await readRecords(again))).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    await again.compact()
    expect(again.find('ann/id-60')).toEqual([withoutContent(messageRecord(60))])
    await again.close()
  })

  it('has nothing to do when nothing was taken away since', async () => {
    const journal = await fixture().open()
    for (const record of history(40)) await store(journal, record)
    await journal.compact()
    expect((await journal.compact()).segments).toBe(0)
    const again = await reopened(journal, fixture())
    expect((await again.compact()).segments).toBe(0)
    await again.close()
  })

  it('recovers from a checkpoint in the middle of what was compacted', async () => {
    const journal = await fixture().open()
    const records = history(40)
    for (const record of records.slice(0, 30)) await store(journal, record)
    await journal.checkpoint([messageRecord(1_000)])
    for (const record of records.slice(30)) await store(journal, record)
    await journal.compact()
    await journal.close()
    const again = await fixture().open()
    expect(seqsOf(await recovered(again))).toEqual([1_000, ...seqsOf(records.slice(30))])
    await again.close()
  })
}

/** Messages of which every third is revoked right after. */
function history(count: number): JournalRecord[] {
  return Array.from({ length: count }, (_, i) => i + 1).flatMap((seq) =>
    seq % 3 === 0 ? [messageRecord(seq), controlRecord(seq, 'revoke')] : [messageRecord(seq)],
  )
}

async function reopened(journal: Journal, fixture: JournalFixture): Promise<Journal> {
  await journal.close()
  return fixture.open()
}
