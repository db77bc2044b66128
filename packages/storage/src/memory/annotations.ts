import type {
  ConversationId,
  GivenReaction,
  JournalRecord,
  PinnedMessage,
  PinRecord,
  ReactionCount,
  ReactionCountsQuery,
  ReactionRecord,
  ReactionsQuery,
} from '@magpie-im/model'
import { byBytes, goneAfter, pinOf, reactionOf } from '../annotation-facts.ts'

/** What was put on messages. */
export class MemoryAnnotations {
  readonly #reactions = new Map<string, ReactionRecord>()
  /** When an emoji first came to a message it was not on. */
  readonly #since = new Map<string, number>()
  readonly #pins = new Map<string, PinRecord>()

  apply(record: JournalRecord): void {
    const isGone = goneAfter(record)
    if (isGone !== undefined && (record.type === 'expiry' || record.type === 'message-control')) this.#drop(record.conversation, isGone)
    if (record.type === 'reaction') this.#react(record)
    if (record.type === 'pin') put(this.#pins, `${record.conversation} ${record.target.seq}`, record)
  }

  reactionCounts({ conversation, reader, from, to }: ReactionCountsQuery): ReactionCount[] {
    const counts = new Map<string, ReactionCount>()
    for (const reaction of this.#of(conversation)) {
      const { seq } = reaction.target
      if (seq < from || seq > to) continue
      const { emoji, by } = reaction
      const { count, mine } = counts.get(keyOf(reaction)) ?? { count: 0, mine: false }
      const since = this.#since.get(keyOf(reaction)) ?? 0
      counts.set(keyOf(reaction), { seq, emoji, count: count + 1, mine: mine || by === reader, since })
    }
    return [...counts.values()].sort((a, b) => a.seq - b.seq || a.since - b.since)
  }

  reactions({ conversation, seq, emoji, after, limit }: ReactionsQuery): GivenReaction[] {
    const found = this.#of(conversation).filter(({ target }) => target.seq === seq)
    const asked = found.map(reactionOf).filter((reaction) => reaction.emoji === (emoji ?? reaction.emoji))
    const behind = asked.filter((reaction) => after === undefined || byBytes(reaction, after) > 0)
    return behind.sort(byBytes).slice(0, limit)
  }

  pins({ conversation }: { readonly conversation: ConversationId }): PinnedMessage[] {
    const found = [...this.#pins.values()].filter((pin) => pin.conversation === conversation)
    return found.map(pinOf).sort((a, b) => b.at - a.at)
  }

  #react(record: ReactionRecord): void {
    const isFirst = !this.#of(record.conversation).some((other) => keyOf(other) === keyOf(record))
    if (isFirst) this.#since.set(keyOf(record), record.stamp)
    put(this.#reactions, `${keyOf(record)} ${record.by}`, record)
  }

  #of(conversation: ConversationId): ReactionRecord[] {
    return [...this.#reactions.values()].filter((reaction) => reaction.conversation === conversation)
  }

  #drop(conversation: ConversationId, isGone: (seq: number) => boolean): void {
    for (const annotations of [this.#reactions, this.#pins]) {
      for (const [key, annotation] of annotations)
        if (annotation.conversation === conversation && isGone(annotation.target.seq)) annotations.delete(key)
    }
  }
}

function keyOf({ conversation, target, emoji }: ReactionRecord): string {
  return `${conversation} ${target.seq} ${emoji}`
}

function put<R extends ReactionRecord | PinRecord>(annotations: Map<string, R>, key: string, record: R): void {
  if (!record.on) annotations.delete(key)
  else if (record.type === 'pin' || !annotations.has(key)) annotations.set(key, record)
}
