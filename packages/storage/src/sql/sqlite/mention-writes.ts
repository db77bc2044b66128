import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Message } from '@magpie-im/model'
import { mentionsSql } from '../mentions.ts'
import { everybody } from '../message-controls.ts'
import { change } from './statement.ts'

type Mentioning = Pick<Message, 'conversation' | 'seq' | 'seqId' | 'sender' | 'counted' | 'links'>

/** Keeps whom messages mention. */
export class SqliteMentionWrites {
  readonly #put
  readonly #drop

  constructor(database: DatabaseSync) {
    this.#put = change(database, mentionsSql.put)
    this.#drop = change(database, mentionsSql.drop)
  }

  put({ conversation, seq, seqId, sender, counted, links }: Mentioning): void {
    if (links?.mentions === undefined || !counted) return
    const { users, all } = links.mentions
    for (const reader of all === true ? [everybody] : users) this.#put(conversation, reader, seq, seqId, sender)
  }

  /** What an override says again: the message's own links may be compacted away. */
  replace(message: Mentioning): void {
    this.drop(message.conversation, message.seq, message.seq + 1)
    this.put(message)
  }

  /** From the first seq and before the second no message mentions anybody any more. */
  drop(conversation: ConversationId, from: number, before: number): void {
    this.#drop(conversation, from, before)
  }
}
