import type { AppId, ConversationId, JournalRecord, MessageRecord, NoticesRecord, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { Epochs } from '../epochs.ts'
import type { ConversationIds, Numbering } from './conversation-ids.ts'
import { expiryOf } from './expiry.ts'
import { marksOf } from './marks.ts'
import { NoticeState } from './notice-state.ts'

/** All conversations in which applications give users notice, by number, and by application and user. */
export class Notices {
  readonly #byId = new Map<ConversationId, NoticeState>()
  readonly #byNames = new Map<string, NoticeState>()
  readonly #stamps: Stamps
  readonly #ids: ConversationIds
  readonly #epochs: Epochs

  constructor({ stamps, ids, epochs }: Numbering) {
    this.#stamps = stamps
    this.#ids = ids
    this.#epochs = epochs
  }

  find(app: string, user: string): NoticeState | undefined {
    return this.#byNames.get(keyOf(app, user))
  }

  byId(id: ConversationId): NoticeState | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<NoticeState> {
    return this.#byId.values()
  }

  /** A conversation that is not there yet, and the change that begins it. */
  begin(app: AppId, user: UserId): { state: NoticeState; change: () => Change } {
    const state = new NoticeState(this.#ids.next(), { app, user }, this.#epochs)
    const change = () => ({
      record: this.#record(state),
      apply: () => this.#add(state),
      undo: () => {
        this.#byId.delete(state.id)
        this.#byNames.delete(keyOf(app, user))
      },
    })
    return { state, change }
  }

  restoreNotices({ conversation, app, user, lastSeq, lastSeqId, ordinal }: NoticesRecord): void {
    const state = this.#byId.get(conversation) ?? new NoticeState(conversation, { app, user }, this.#epochs)
    state.restore({ seq: lastSeq, seqId: lastSeqId }, ordinal)
    this.#ids.observe(conversation)
    this.#add(state)
  }

  restoreMessage({ conversation, seq, seqId, ordinal }: MessageRecord): void {
    const state = this.#byId.get(conversation)
    if (state === undefined) throw new Error(`the journal names notices ${conversation} before they begin`)
    state.restore({ seq, seqId }, ordinal)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const state of this.#byId.values()) {
      yield this.#record(state)
      yield* marksOf(state, state.user, this.#stamps)
      yield* expiryOf(state, this.#stamps)
    }
  }

  #record({ id: conversation, app, user, last, ordinal }: NoticeState): NoticesRecord {
    return { type: 'notices', stamp: this.#stamps.next(), conversation, app, user, lastSeq: last.seq, lastSeqId: last.seqId, ordinal }
  }

  #add(state: NoticeState): void {
    this.#byId.set(state.id, state)
    this.#byNames.set(keyOf(state.app, state.user), state)
  }
}

/** NUL cannot occur in an id. */
function keyOf(app: string, user: string): string {
  return `${app}\0${user}`
}
