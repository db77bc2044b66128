import { type FilesJournal, seeded } from '@magpie-im/journal'
import {
  type ConversationRecord,
  conversationId,
  type FriendshipRecord,
  idempotenceKey,
  type JournalRecord,
  type MessageRecord,
  ordinary,
  pairOf,
  parseUserId,
  type UserRecord,
} from '@magpie-im/model'
import { DataFolder, openJournal, openLog } from '@magpie-im/server'
import { busiest, Calendar, conversationOf, membersOf, type Plan, userName } from './plan.ts'

export interface Filling {
  readonly folder: string
  readonly plan: Plan
  /** Messages that are there already. */
  readonly from?: number
  /** Messages that are to be there; all of the plan when it is not said. */
  readonly to?: number
  readonly progress: (messages: number) => void
}

const mostWaiting = 5_000

/** Writes what a server would have written to a data folder, through the journal alone. */
export async function fill({ folder, plan, from = 0, to = plan.messages, progress }: Filling): Promise<void> {
  const data = DataFolder.open(folder)
  try {
    const journal = await openJournal({ folder: data.journal, log: openLog('error') })
    for await (const _ of journal.recover());
    try {
      const writer = new Writer(journal)
      const talk = new Talk(plan)
      if (from === 0) for (const record of talk.beginnings()) await writer.append(record)
      for (let index = 0; index < to; index++) {
        const record = talk.message(index)
        if (index >= from) await writer.append(record)
        if (index % 100_000 === 0) progress(index)
      }
      await writer.settled()
    } finally {
      await journal.close()
    }
  } finally {
    data.release()
  }
}

class Writer {
  readonly #journal: FilesJournal
  #waiting = 0

  constructor(journal: FilesJournal) {
    this.#journal = journal
  }

  async append(record: JournalRecord): Promise<void> {
    this.#journal.append(record, unheeded, record.type === 'message' ? idempotenceKey(record) : undefined)
    this.#waiting++
    if (this.#waiting >= mostWaiting) await this.settled()
  }

  /** Throws when what was appended last could not be written. */
  async settled(): Promise<void> {
    await new Promise<void>((durable, failed) => this.#journal.barrier({ durable, failed }))
    this.#waiting = 0
  }
}

const unheeded = { durable: () => undefined, failed: () => undefined }

interface Counters {
  seq: number
  readonly ordinals: [number, number]
}

/** The records of a plan, always the same but for their time. */
class Talk {
  readonly #plan: Plan
  readonly #calendar: Calendar
  readonly #counters: Counters[] = []
  readonly #bodies: readonly string[]

  constructor(plan: Plan) {
    this.#plan = plan
    this.#calendar = new Calendar(plan)
    const random = seeded(1)
    this.#bodies = Array.from({ length: 1_000 }, () => sentence(random))
  }

  *beginnings(): Iterable<UserRecord | ConversationRecord | FriendshipRecord> {
    let records = 0
    const stamp = () => this.#calendar.stampOf(records++)
    const names = [busiest, ...Array.from({ length: this.#plan.users }, (_, number) => userName(number))]
    for (const [index, name] of names.entries()) {
      const account = { passwordHash: '', disabled: false, demo: false }
      yield { type: 'user', stamp: stamp(), id: parseUserId(name), number: index + 1, name, ...account }
    }
    for (let number = 1; number <= this.#plan.conversations; number++) {
      const conversation = conversationId(number)
      const members = this.#pair(number)
      yield { type: 'conversation', stamp: stamp(), conversation, members, lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] }
      yield { type: 'friendship', stamp: stamp(), conversation, members, friends: true, remarks: ['', ''], since: 0 }
    }
  }

  /** Of both in turn; they are made in order. */
  message(index: number): MessageRecord {
    const { users, conversations } = this.#plan
    const number = conversationOf(index, this.#plan)
    this.#counters[number] ??= { seq: 0, ordinals: [0, 0] }
    const counters = this.#counters[number]
    const seq = ++counters.seq
    const side = seq % 2 === 0 ? 0 : 1
    const [first, second] = this.#pair(number)
    const stamp = this.#calendar.stampOf(1 + users + 2 * conversations + index)
    return {
      ...{ type: 'message', stamp, conversation: conversationId(number), seq, seqId: stamp, ...ordinary },
      ...(side === 0 ? { sender: first, recipient: second } : { sender: second, recipient: first }),
      ...{ audience: 'single', clientMessageId: String(1_000_000_000 + index), kind: 'text' },
      body: this.#bodies[index % this.#bodies.length] ?? '',
      ...{ push: undefined, origin, senderOrdinal: ++counters.ordinals[side], ordinal: seq },
    }
  }

  #pair(number: number) {
    const [one, other] = membersOf(number, this.#plan)
    return pairOf(parseUserId(one), parseUserId(other))
  }
}

const origin = { door: 'omtp', bytes: new Uint8Array(0) }
const words =
  'the a and we you meet when there lunch today call me back soon thanks see later project plan train late great sorry maybe'.split(' ')
const bytes = 100

function sentence(random: () => number): string {
  let text = ''
  while (text.length < bytes) text += `${words[Math.floor(random() * words.length)]} `
  return text.slice(0, bytes)
}
