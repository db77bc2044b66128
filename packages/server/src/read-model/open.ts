import {
  type Annotations,
  type AuditLog,
  type Clock,
  type ConversationList,
  type Devices,
  type Files,
  type FriendList,
  ImError,
  type Journal,
  type Log,
  type MessageHistory,
  type Position,
  type PriorityMessages,
  type SignIns,
  type Statistics,
  type UnreadMentions,
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
  readonly files: Files
  readonly annotations: Annotations
  readonly unreadMentions: UnreadMentions
  /** Resolves when everything that is durable now is projected; throws `NotReady` when the read model is closed before. */
  caughtUp(): Promise<void>
  /** Projects from now on, which would only have kept the start from its end; resolves when reads are answered, or at once when that will take long. */
  begin(): Promise<void>
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

/** Bytes of the journal. The longer the tail, the later is the start and the slower are the first reads. */
const longestTail = 32 * 1024 * 1024

/**
 * Reads are answered at once; while the read model is made anew, or when it is far behind, once it has reached what was
 * durable now. Nothing is appended before it is open. Throws `ReadModelAhead`.
 */
export async function openReadModel(options: OpenReadModelOptions): Promise<OpenedReadModel> {
  const { folder, file, journal, clock, soon, log, startThread } = options
  let reached: Position = 0
  let opened: Tail | undefined
  let waiters: Waiter[] = []
  const onWatermark = (watermark: Position) => {
    reached = watermark
    opened?.moved(watermark)
    for (const waiter of waiters) if (waiter.position <= watermark) waiter.resolve()
    waiters = waiters.filter((waiter) => waiter.position > watermark)
  }
  const engine = await Client.open(
    { start: { folder, file, journal: journal.identity }, startThread, clock, soon, log, onWatermark },
    journal.durable,
  )
  const tail = await tailFrom(reached, journal).catch(async (error: unknown) => {
    await engine.close()
    throw error
  })
  tail.moved(reached)
  opened = tail
  journal.follow((batch) => {
    tail.add(batch)
    engine.durable(batch.end)
  })
  const model = new ReadModel({ engine, tail })
  const { conversations, history, friends, priority, signIns, devices, auditLog, statistics, files, annotations, unreadMentions } = model
  const caughtUp = async () => {
    if (reached >= journal.durable) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiters.push({ position: journal.durable, resolve, reject })
    await promise
  }
  return {
    ...{ conversations, history, friends, priority, signIns, devices, auditLog, statistics, files, annotations, unreadMentions, caughtUp },
    begin: async () => {
      engine.durable(journal.durable)
      if (!model.ready && journal.durable - reached <= longestTail) await caughtUp()
    },
    watermark: () => reached,
    close: async () => {
      await engine.close()
      for (const waiter of waiters) waiter.reject(new ImError('NotReady'))
    },
  }
}

/** What is durable and not projected. Of a read model that is being made anew nothing may be read, and it has no watermark. */
async function tailFrom(watermark: Position, journal: Journal): Promise<Tail> {
  const { durable } = journal
  const from = watermark > 0 && durable - watermark <= longestTail ? watermark : durable
  const tail = new Tail({ reader: journal, from, watermark })
  for await (const batch of journal.read(from, durable)) tail.add(batch)
  return tail
}
