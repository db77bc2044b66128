import type {
  Annotations,
  ConversationId,
  Entry,
  GivenReaction,
  JournalRecord,
  PinnedMessage,
  ReactionCount,
  ReactionCountsQuery,
  ReactionsQuery,
} from '@magpie-im/model'
import { byBytes, countOf, goneAfter, pinOf, reactionOf } from './annotation-facts.ts'
import type { TailedReads } from './tailed-reads.ts'

/** What was put on messages: a snapshot of the engine and the durable tail above it. */
export class AnnotationReads implements Annotations {
  readonly #options: TailedReads

  constructor(options: TailedReads) {
    this.#options = options
  }

  reactionCounts(query: ReactionCountsQuery): Promise<readonly ReactionCount[]> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const { watermark, found } = checked(await engine.reactionCounts(query))
      return counted(found, await tail.entriesOf(query.conversation, watermark), query)
    })
  }

  reactions(query: ReactionsQuery): Promise<readonly GivenReaction[]> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const entries = await tail.entriesOf(query.conversation, this.#options.watermark())
      // What the tail takes away, the snapshot must make up for.
      const limit = query.limit + entries.filter(({ record }) => record.type === 'reaction' && !record.on).length
      const { watermark, found } = checked(await engine.reactions({ ...query, limit }))
      return given(
        found,
        entries.filter(({ position }) => position >= watermark),
        query,
      )
    })
  }

  pins(query: { readonly conversation: ConversationId }): Promise<readonly PinnedMessage[]> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const { watermark, found } = checked(await engine.pins(query))
      return pinned(found, await tail.entriesOf(query.conversation, watermark))
    })
  }
}

function counted(found: readonly ReactionCount[], entries: readonly Entry[], { reader, from, to }: ReactionCountsQuery): ReactionCount[] {
  const counts = new Map(found.map((count) => [`${count.seq} ${count.emoji}`, count]))
  for (const { record } of entries) {
    forgetGone(counts, record)
    if (record.type !== 'reaction' || record.target.seq < from || record.target.seq > to) continue
    const key = `${record.target.seq} ${record.emoji}`
    const count = countOf(counts.get(key), record, reader)
    if (count.count > 0) counts.set(key, count)
    else counts.delete(key)
  }
  return [...counts.values()].sort((a, b) => a.seq - b.seq || a.since - b.since)
}

function given(found: readonly GivenReaction[], entries: readonly Entry[], { seq, emoji, after, limit }: ReactionsQuery): GivenReaction[] {
  const all = new Map(found.map((reaction) => [keyOf(reaction), reaction]))
  for (const { record } of entries) {
    if (goneAfter(record)?.(seq)) all.clear()
    if (record.type !== 'reaction' || record.target.seq !== seq || record.emoji !== (emoji ?? record.emoji)) continue
    const reaction = reactionOf(record)
    if (record.on) all.set(keyOf(reaction), reaction)
    else all.delete(keyOf(reaction))
  }
  const behind = [...all.values()].filter((reaction) => after === undefined || byBytes(reaction, after) > 0)
  return behind.sort(byBytes).slice(0, limit)
}

function pinned(found: readonly PinnedMessage[], entries: readonly Entry[]): PinnedMessage[] {
  const pins = new Map(found.map((pin) => [pin.seq, pin]))
  for (const { record } of entries) {
    forgetGone(pins, record)
    if (record.type !== 'pin') continue
    if (record.on) pins.set(record.target.seq, pinOf(record))
    else pins.delete(record.target.seq)
  }
  return [...pins.values()].sort((a, b) => b.at - a.at)
}

function forgetGone<Key>(all: Map<Key, { readonly seq: number }>, record: JournalRecord): void {
  const isGone = goneAfter(record)
  if (isGone === undefined) return
  for (const [key, { seq }] of all) if (isGone(seq)) all.delete(key)
}

function keyOf({ emoji, user }: GivenReaction): string {
  return `${emoji} ${user}`
}
