import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, PinRecord, ReactionRecord } from '@magpie-im/model'
import { pinsSql, reactionsSql } from '../annotations.ts'
import { change, query } from './statement.ts'

/** Puts on messages what people put on them; a record that is applied again changes nothing. */
export class SqliteAnnotationWrites {
  readonly #get
  readonly #put
  readonly #remove
  readonly #count
  readonly #beginCount
  readonly #endCount
  readonly #drop
  readonly #dropCounts
  readonly #putPin
  readonly #dropPins

  constructor(database: DatabaseSync) {
    this.#get = query<{ readonly stamp: number }>(database, reactionsSql.get)
    this.#put = change(database, reactionsSql.put)
    this.#remove = change(database, reactionsSql.remove)
    this.#count = change(database, reactionsSql.count)
    this.#beginCount = change(database, reactionsSql.beginCount)
    this.#endCount = change(database, reactionsSql.endCount)
    this.#drop = change(database, reactionsSql.drop)
    this.#dropCounts = change(database, reactionsSql.dropCounts)
    this.#putPin = change(database, pinsSql.put)
    this.#dropPins = change(database, pinsSql.drop)
  }

  put(record: ReactionRecord | PinRecord): void {
    if (record.type === 'reaction') this.#react(record)
    else this.#pin(record)
  }

  /** From the first seq and before the second nothing is on a message any more. */
  drop(conversation: ConversationId, from: number, before: number): void {
    this.#drop(conversation, from, before)
    this.#dropCounts(conversation, from, before)
    this.dropPins(conversation, from, before)
  }

  dropPins(conversation: ConversationId, from: number, before: number): void {
    this.#dropPins(conversation, from, before)
  }

  #react({ conversation, target: { seq }, emoji, by, on, stamp }: ReactionRecord): void {
    if (!on) {
      if (this.#remove(conversation, seq, emoji, by) === 0) return
      this.#count(-1, conversation, seq, emoji)
      this.#endCount(conversation, seq, emoji)
      return
    }
    if (this.#get.get(conversation, seq, emoji, by) !== undefined) return
    this.#put(conversation, seq, emoji, by, stamp)
    if (this.#count(1, conversation, seq, emoji) === 0) this.#beginCount(conversation, seq, emoji, stamp)
  }

  #pin({ conversation, target: { seq, seqId }, by, on, stamp }: PinRecord): void {
    if (on) this.#putPin(conversation, seq, seqId, by, stamp)
    else this.dropPins(conversation, seq, seq + 1)
  }
}
