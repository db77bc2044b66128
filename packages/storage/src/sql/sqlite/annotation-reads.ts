import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, GivenReaction, PinnedMessage, ReactionCount, ReactionCountsQuery, ReactionsQuery } from '@magpie-im/model'
import {
  countOfRow,
  type PinRow,
  pinOfRow,
  pinsSql,
  type ReactionCountRow,
  type ReactionRow,
  reactionOfRow,
  reactionsSql,
} from '../annotations.ts'
import { query } from './statement.ts'

/** What was put on messages. */
export class SqliteAnnotationReads {
  readonly #counts
  readonly #list
  readonly #listOfEmoji
  readonly #pins

  constructor(database: DatabaseSync) {
    this.#counts = query<ReactionCountRow>(database, reactionsSql.counts)
    this.#list = query<ReactionRow>(database, reactionsSql.list)
    this.#listOfEmoji = query<ReactionRow>(database, reactionsSql.listOfEmoji)
    this.#pins = query<PinRow>(database, pinsSql.list)
  }

  reactionCounts({ conversation, reader, from, to }: ReactionCountsQuery): ReactionCount[] {
    return this.#counts.all(reader, conversation, from, to).map(countOfRow)
  }

  reactions({ conversation, seq, emoji, after, limit }: ReactionsQuery): GivenReaction[] {
    const rows =
      emoji === undefined
        ? this.#list.all(conversation, seq, after?.emoji ?? '', after?.user ?? '', limit)
        : this.#listOfEmoji.all(conversation, seq, emoji, after?.user ?? '', limit)
    return rows.map(reactionOfRow)
  }

  pins({ conversation }: { readonly conversation: ConversationId }): PinnedMessage[] {
    return this.#pins.all(conversation).map(pinOfRow)
  }
}
