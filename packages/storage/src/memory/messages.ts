import type {
  ControlAction,
  ControlTarget,
  ConversationId,
  ExpiryRecord,
  Message,
  MessageControlRecord,
  MessageRecord,
  PriorityEntry,
  UserId,
} from '@magpie-im/model'
import type { ConversationRow, ConversationRowsQuery } from '../engine.ts'
import { controlled, type Fate, fateAfter, isException } from '../fate.ts'

interface Controlled {
  readonly target: ControlTarget
  /** The last that was done, by reader; under undefined: for all. */
  readonly fates: Map<UserId | undefined, ControlAction>
  readonly last: Map<UserId | undefined, MessageControlRecord>
}

interface Thread {
  readonly messages: Message[]
  readonly controls: Map<number, Controlled>
  floor: { readonly seq: number; readonly seqId: number }
}

type FromMessages = Pick<ConversationRow, 'lastSeq' | 'newest' | 'exceptions' | 'fates'>

const nothing: ReadonlySet<number> = new Set()

/** Messages and what became of them. */
export class MemoryMessages {
  readonly #threads = new Map<ConversationId, Thread>()

  put({ type: _, stamp: __, ...message }: MessageRecord): void {
    const { messages } = this.#begun(message.conversation)
    const at = messages.findIndex(({ seq }) => seq >= message.seq)
    if (at < 0) messages.push(message)
    else messages.splice(at, messages[at]?.seq === message.seq ? 1 : 0, message)
  }

  control(record: MessageControlRecord): void {
    const { messages, controls } = this.#begun(record.conversation)
    const { target, only } = record
    const { fates, last } = controls.get(target.seq) ?? { fates: new Map(), last: new Map() }
    controls.set(target.seq, { target, fates, last })
    const fate = fateAfter(fates.get(only), [record]) ?? record.action
    if (fates.get(only) !== 'delete') last.set(only, record)
    fates.set(only, fate)
    const at = messages.findIndex(({ seq }) => seq === target.seq)
    const message = messages[at]
    if (only === undefined && message) messages[at] = controlled(message, { ...record, action: fate })
  }

  expire({ conversation, seq, seqId }: ExpiryRecord): void {
    const thread = this.#begun(conversation)
    if (seq > thread.floor.seq) thread.floor = { seq, seqId }
  }

  /** Oldest first. */
  shownTo(reader: UserId | undefined, conversation: ConversationId): Message[] {
    const thread = this.#begun(conversation)
    return thread.messages.filter(({ seq }) => seq > thread.floor.seq && fateIn(thread, seq, reader) !== 'delete')
  }

  isDeletedFor(reader: UserId, conversation: ConversationId, seq: number): boolean {
    return fateIn(this.#begun(conversation), seq, reader) === 'delete'
  }

  /** What there is of one conversation in `user`'s queue, above `floor`. */
  priority(conversation: ConversationId, user: UserId, floor: number): PriorityEntry[] {
    const entries: PriorityEntry[] = []
    for (const message of this.shownTo(user, conversation)) {
      if (message.priority && message.seq > floor) entries.push({ kind: 'message', stamp: message.seqId, message })
    }
    const { controls, floor: expired } = this.#begun(conversation)
    for (const [seq, { last }] of controls) {
      if (seq <= Math.max(floor, expired.seq)) continue
      for (const only of [undefined, user]) {
        const record = last.get(only)
        if (record) entries.push(controlEntry(record))
      }
    }
    return entries
  }

  fatesForAll(conversation: ConversationId, asked: ReadonlySet<number>): Map<number, ControlAction> {
    const thread = this.#begun(conversation)
    return new Map(
      [...asked].flatMap((seq) => {
        const fate = fateIn(thread, seq, undefined)
        return fate === undefined ? [] : [[seq, fate] as const]
      }),
    )
  }

  upTo(conversation: ConversationId, seq: number): Message | undefined {
    return this.#threads.get(conversation)?.messages.findLast((message) => message.seq <= seq)
  }

  lastOf(sender: UserId, conversation: ConversationId, upTo: number): Message | undefined {
    return this.#threads.get(conversation)?.messages.findLast((message) => message.seq <= upTo && message.sender === sender)
  }

  /** Seq up to which messages are gone. */
  floor(conversation: ConversationId, wanted: ConversationRowsQuery): number {
    return Math.max(this.#begun(conversation).floor.seq, wanted.floors.get(conversation) ?? 0)
  }

  /** What a row has from messages above the seqs where counting and showing begin. */
  row(
    conversation: ConversationId,
    wanted: ConversationRowsQuery,
    above: { readonly counts: number; readonly shows: number },
  ): FromMessages {
    const thread = this.#begun(conversation)
    const upTo = wanted.newest.get(conversation) ?? Number.POSITIVE_INFINITY
    const asked = wanted.controlled.get(conversation) ?? nothing
    const shown = this.shownTo(wanted.user, conversation).filter(({ seq }) => seq <= upTo && seq > above.shows)
    const last = shown.findLastIndex(({ seq }) => !asked.has(seq))
    const newest = shown.slice(Math.max(0, last)).reverse()
    const exceptions = [...thread.controls].filter(([seq, { target }]) => {
      const inView = seq > above.counts && seq <= upTo && !asked.has(seq)
      return inView && isException(fateIn(thread, seq, wanted.user), target, wanted.user)
    })
    const fates = new Map<number, ControlAction>()
    for (const seq of asked) {
      const fate = fateIn(thread, seq, wanted.user)
      if (fate !== undefined) fates.set(seq, fate)
    }
    return { lastSeq: this.upTo(conversation, upTo)?.seq ?? 0, newest, exceptions: exceptions.length, fates }
  }

  #begun(conversation: ConversationId): Thread {
    const known = this.#threads.get(conversation)
    if (known) return known
    const thread: Thread = { messages: [], controls: new Map(), floor: { seq: 0, seqId: 0 } }
    this.#threads.set(conversation, thread)
    return thread
  }
}

function fateIn({ controls }: Thread, seq: number, reader: UserId | undefined): Fate {
  const fates = controls.get(seq)?.fates
  return fates?.get(reader) === 'delete' ? 'delete' : fates?.get(undefined)
}

function controlEntry({ type: _, stamp, ...control }: MessageControlRecord): PriorityEntry {
  return { kind: 'control', stamp, control }
}
