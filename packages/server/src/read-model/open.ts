import {
  type AuditLog,
  type Clock,
  type ConversationList,
  type Devices,
  type FriendList,
  ImError,
  type Journal,
  type Log,
  type MessageHistory,
  type Position,
  type PriorityMessages,
  type SignIns,
  type Statistics,
} from '@magpie-im/model'
import { ReadModel, Tail } from '@magpie-im/storage'
import { Client } from './client.ts'
import type { StartThread } from './worker.ts'

export interface OpenReadModelOptions {
  /** The journal's. */
  readonly folder: string
  /** The database; made when missing. */
  readonly file: string
  readonly journal: Journal & { readonly identity: string }
  readonly clock: Clock
  /** Runs an action in a later turn of the event loop. */
  readonly soon: (action: () => void) => void
  readonly log: Log
  readonly startThread: StartThread
}

export interface OpenedReadModel {
  readonly conversations: ConversationList
  readonly history: MessageHistory
  readonly friends: FriendList
  readonly priority: PriorityMessages
  readonly signIns: SignIns
  readonly devices: Devices
  readonly auditLog: AuditLog
  readonly statistics: Statistics
  /** Resolves when everything that is durable now is projected; throws `NotReady` when the read model is closed before. */
  caughtUp(): Promise<void>
  /** Everything before this is projected. */
  watermark(): Position
  /** Before the journal is closed. */
  close(): Promise<void>
}

interface Waiter {
  readonly position: Position
  readonly resolve: () => void
  readonly reject: (error: ImError) => void
}

/** Reads are answered once the projection has reached what was durable now. Throws `ReadModelAhead`. */
export async function openReadModel(options: OpenReadModelOptions): Promise<OpenedReadModel> {
  const { folder, file, journal, clock, soon, log, startThread } = options
  const tail = new Tail({ reader: journal, from: journal.durable, watermark: 0 })
  let waiters: Waiter[] = []
  let client: Client | undefined
  journal.follow((batch) => {
    tail.add(batch)
    client?.durable(batch.end)
  })
  const onWatermark = (watermark: Position) => {
    tail.moved(watermark)
    for (const waiter of waiters) if (waiter.position <= watermark) waiter.resolve()
    waiters = waiters.filter((waiter) => waiter.position > watermark)
  }
  const engine = await Client.open(
    { start: { folder, file, journal: journal.identity }, startThread, clock, soon, log, onWatermark },
    journal.durable,
  )
  engine.durable(journal.durable)
  client = engine
  const { conversations, history, friends, priority, signIns, devices, auditLog, statistics } = new ReadModel({ engine, tail })
  return {
    ...{ conversations, history, friends, priority, signIns, devices, auditLog, statistics },
    watermark: () => tail.watermark,
    caughtUp: async () => {
      if (tail.watermark >= journal.durable) return
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiters.push({ position: journal.durable, resolve, reject })
      await promise
    },
    close: async () => {
      await engine.close()
      for (const waiter of waiters) waiter.reject(new ImError('NotReady'))
    },
  }
}
