import type { DatabaseSync } from 'node:sqlite'
import { type ControlAction, type ConversationId, type ExpiryRecord, type MessageControlRecord, messageStates } from '@magpie-im/model'
import { fateAfter } from '../../fate.ts'
import { type FloorRow, floorsSql, type PruningRow } from '../floors.ts'
import { everybody, messageControlsSql } from '../message-controls.ts'
import { extrasOf, messagesSql } from '../messages.ts'
import type { SqliteAnnotationWrites } from './annotation-writes.ts'
import type { SqliteMentionWrites } from './mention-writes.ts'
import { change, query } from './statement.ts'

/** Rows of expired messages that one transaction removes at most. */
const pruneStep = 2000

/** Puts what became of messages after they were sent. */
export class SqliteControlWrites {
  readonly #action
  readonly #put
  readonly #control
  readonly #floor
  readonly #putFloor
  readonly #beginPruning
  readonly #extendPruning
  readonly #nextPruning
  readonly #wentOn
  readonly #endPruning
  readonly #firstFrom
  readonly #prune
  readonly #expireControls
  readonly #annotations
  readonly #mentions

  /** What is gone has nothing on it any more, and mentions nobody. */
  constructor(database: DatabaseSync, annotations: Pick<SqliteAnnotationWrites, 'drop' | 'dropPins'>, mentions: SqliteMentionWrites) {
    this.#annotations = annotations
    this.#mentions = mentions
    this.#action = query<{ readonly action: ControlAction }>(database, messageControlsSql.action)
    this.#put = change(database, messageControlsSql.put)
    this.#control = change(database, messagesSql.control)
    this.#floor = query<FloorRow>(database, floorsSql.get)
    this.#putFloor = change(database, floorsSql.put)
    this.#beginPruning = change(database, floorsSql.begin)
    this.#extendPruning = change(database, floorsSql.extend)
    this.#nextPruning = query<PruningRow>(database, floorsSql.next)
    this.#wentOn = change(database, floorsSql.went)
    this.#endPruning = change(database, floorsSql.end)
    this.#firstFrom = query<{ readonly seq: number | null }>(database, messagesSql.firstFrom)
    this.#prune = change(database, messagesSql.prune)
    this.#expireControls = change(database, messageControlsSql.expire)
  }

  control(record: MessageControlRecord): void {
    const { conversation, only, target, by, requestId, stamp } = record
    const { seq, sender, counted } = target
    const reader = only ?? everybody
    const before = this.#action.get(conversation, reader, seq)?.action
    const fate = fateAfter(before, [record])
    if (only === undefined) this.#setContent(conversation, seq, fate === 'override' ? record : undefined)
    if (only === undefined && fate !== 'override') this.#drop(conversation, seq, seq + 1)
    if (only === undefined && fate === 'override') this.#mentions.replace({ ...target, conversation, links: record.links })
    if (before === 'delete') return
    this.#put(conversation, reader, seq, record.action, sender, counted ? 1 : 0, stamp, by ?? null, requestId)
  }

  /** The row at the floor stays, without its content, for what it counts. */
  expire({ conversation, seq, seqId }: ExpiryRecord): void {
    const floor = this.#floor.get(conversation)?.seq ?? 0
    if (floor >= seq) return
    this.#putFloor(conversation, seq, seqId)
    if (this.#extendPruning(seq, conversation) === 0) this.#beginPruning(conversation, floor, seq)
    this.#expireControls(conversation, seq)
    this.#drop(conversation, seq, seq + 1)
    this.#annotations.dropPins(conversation, 0, seq)
    this.#setContent(conversation, seq, undefined)
  }

  /** Goes on with removing what is expired; whether there was any. */
  prune(): boolean {
    const next = this.#nextPruning.get()
    if (next === undefined) return false
    const { conversation, pruned_to: from, up_to: end } = next
    // Where seqs jumped there may be a million without a row.
    const first = this.#firstFrom.get(conversation, from)?.seq ?? end
    const to = Math.min(end, first + pruneStep)
    this.#prune(conversation, first, to)
    this.#drop(conversation, first, to)
    if (to === end) this.#endPruning(conversation)
    else this.#wentOn(to, conversation)
    return true
  }

  #drop(conversation: ConversationId, from: number, before: number): void {
    this.#annotations.drop(conversation, from, before)
    this.#mentions.drop(conversation, from, before)
  }

  /** Undefined: nothing is left of it. */
  #setContent(conversation: ConversationId, seq: number, content: Pick<MessageControlRecord, 'body' | 'links'> | undefined): void {
    if (content === undefined) this.#control('', null, messageStates.indexOf('revoked'), conversation, seq)
    else this.#control(content.body, extrasOf({ links: content.links }), messageStates.indexOf('replaced'), conversation, seq)
  }
}
