import type { Position } from '@magpie-im/model'
import type { ReadEngine, Store } from '../engine.ts'
import { ReadModel } from '../read-model.ts'
import { Tail } from '../tail.ts'
import type { TestLog } from './test-log.ts'

export type OpenStore = () => Promise<Store>

interface Setup {
  readonly log: TestLog
  /** How many of the log's batches are in the store. */
  readonly projected: number
  /** How many of them are by the time a read takes its snapshot. */
  readonly meanwhile?: number
  readonly maxBytes?: number
}

/** Runs `use` with a read model whose store holds the first batches of a log and whose tail holds the others. */
export async function withModel<T>(open: OpenStore, setup: Setup, use: (model: ReadModel, watermark: Position) => Promise<T>): Promise<T> {
  const { log, projected, meanwhile = projected, maxBytes = 1_000_000 } = setup
  const store = await open()
  try {
    const tail = new Tail({ reader: log, from: 0, watermark: 0, maxBytes })
    for (const batch of log.batches) tail.add(batch)
    await project(store, log, 0, projected)
    tail.moved(store.watermark)
    const projectTo = async (count: number) => {
      await project(store, log, projected, count)
      tail.moved(store.watermark)
    }
    const model = new ReadModel({ engine: overtaken(store, meanwhile, projectTo), tail })
    return await use(model, log.batches[meanwhile - 1]?.end ?? 0)
  } finally {
    await store.close()
  }
}

/** Runs `use` once for every place the watermark can be at. */
export async function everyWatermark(open: OpenStore, log: TestLog, use: (model: ReadModel) => Promise<void>): Promise<void> {
  for (let projected = 0; projected <= log.batches.length; projected++) await withModel(open, { log, projected }, use)
}

async function project(store: Store, log: TestLog, from: number, to: number): Promise<void> {
  for (const batch of log.batches.slice(from, to)) {
    if (batch.end > store.watermark) await store.apply(batch.entries, batch.end)
  }
}

/** The projector goes on before a read takes its snapshot, and once more before its answer arrives. */
function overtaken(store: Store, meanwhile: number, projectTo: (count: number) => Promise<void>): ReadEngine {
  const after = async <T>(read: () => Promise<T>) => {
    await projectTo(meanwhile)
    const answer = await read()
    await projectTo(meanwhile + 1)
    return answer
  }
  return {
    conversations: (query) => after(() => store.conversations(query)),
    messages: (query) => after(() => store.messages(query)),
    friends: (query) => after(() => store.friends(query)),
    priority: (query) => after(() => store.priority(query)),
    signIns: (query) => after(() => store.signIns(query)),
    devices: (query) => after(() => store.devices(query)),
    audited: (query) => after(() => store.audited(query)),
    statistics: (query) => after(() => store.statistics(query)),
    file: (query) => after(() => store.file(query)),
    fileUses: (query) => after(() => store.fileUses(query)),
    uploaded: (query) => after(() => store.uploaded(query)),
    reactionCounts: (query) => after(() => store.reactionCounts(query)),
    reactions: (query) => after(() => store.reactions(query)),
    pins: (query) => after(() => store.pins(query)),
    mentions: (query) => after(() => store.mentions(query)),
    files: (query) => after(() => store.files(query)),
  }
}
