import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, MentioningMessage, UserId } from '@magpie-im/model'
import type { MentionsPart, MentionsQuery } from '../../engine.ts'
import { mentionsSql } from '../mentions.ts'
import { everybody } from '../message-controls.ts'
import type { SeqRow } from '../messages.ts'
import type { SqliteMessageReads } from './message-reads.ts'
import { query } from './statement.ts'

/** Who mentioned a reader. */
export class SqliteMentionReads {
  readonly #list
  readonly #messages: SqliteMessageReads

  constructor(database: DatabaseSync, messages: SqliteMessageReads) {
    this.#list = query<SeqRow>(database, mentionsSql.list)
    this.#messages = messages
  }

  newest({ reader, parts }: MentionsQuery): Map<ConversationId, MentioningMessage> {
    const newest = new Map<ConversationId, MentioningMessage>()
    for (const part of parts) {
      const above = Math.max(part.above, this.#messages.floor(part.conversation))
      const inRows = this.#inRows(reader, { ...part, above })
      const last = [...inRows, ...this.#known(reader, part)].reduce<MentioningMessage | undefined>(laterOf, undefined)
      if (last !== undefined && last.seq > above) newest.set(part.conversation, last)
    }
    return newest
  }

  #inRows(reader: UserId, part: MentionsPart): readonly MentioningMessage[] {
    const readers: readonly (UserId | '')[] = [reader, everybody]
    return readers.flatMap((mentioned) => this.#newest(mentioned, reader, part) ?? [])
  }

  /** A step for each that is not shown to the reader or is his own, down to the first that is. */
  #newest(mentioned: UserId | '', reader: UserId, { conversation, above, upTo, overruled }: MentionsPart): MentioningMessage | undefined {
    for (const { seq, seq_id: seqId } of this.#list.iterate(conversation, mentioned, above, upTo, reader, reader)) {
      if (!overruled.has(seq)) return { seq, seqId }
    }
    return undefined
  }

  #known(reader: UserId, { conversation, known }: MentionsPart): readonly MentioningMessage[] {
    if (known.length === 0) return known
    const fates = this.#messages.fates({ conversation, reader, asked: new Set(known.map(({ seq }) => seq)) })
    return known.filter(({ seq }) => fates.get(seq) !== 'delete')
  }
}

function laterOf(one: MentioningMessage | undefined, other: MentioningMessage): MentioningMessage {
  return one !== undefined && one.seq > other.seq ? one : other
}
