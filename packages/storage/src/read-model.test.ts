import { expect, it } from 'vitest'
import { ann, bob, TestLog } from './conformance/test-log.ts'
import { MemoryStore } from './memory/store.ts'
import { ReadModel } from './read-model.ts'
import { Tail } from './tail.ts'

function conversationWith(messages: number): TestLog {
  const log = new TestLog()
  for (let i = 0; i < messages; i++) {
    log.says(ann, bob)
    log.cut()
  }
  return log
}

it('is not ready until the engine has reached the place where the tail begins', async () => {
  const log = conversationWith(2)
  const engine = new MemoryStore()
  const tail = new Tail({ reader: log, from: log.end, watermark: 0 })
  const model = new ReadModel({ engine, tail })
  const page = () =>
    model.history.page({ conversation: log.conversation(ann, bob), reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 9 })
  expect(model.ready).toBe(false)
  await expect(page()).rejects.toMatchObject({ name: 'NotReady', retry: true })

  for (const batch of log.batches) await engine.apply(batch.entries, batch.end)
  tail.moved(log.end)
  expect(model.ready).toBe(true)
  expect(await page()).toHaveLength(2)
})

it('is not ready while an engine that was rebuilt is behind the tail', async () => {
  const log = conversationWith(2)
  const tail = new Tail({ reader: log, from: 0, watermark: 0 })
  for (const batch of log.batches) tail.add(batch)
  tail.moved(log.end)
  const model = new ReadModel({ engine: new MemoryStore(), tail })
  await expect(model.friends.list({ user: ann, since: 0 })).rejects.toMatchObject({ name: 'NotReady' })
  tail.moved(0)
  expect(model.ready).toBe(false)
})
