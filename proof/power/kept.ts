import type { JournalRecord, MessageRecord } from '@magpie-im/model'
import type { Message, Nanoseconds, Promises } from './promises.ts'

const sampled = 10

/** What was kept of what was promised by a moment. */
export class Kept {
  readonly acked: readonly Message[]
  readonly #promises: Promises
  readonly #at: Nanoseconds
  readonly #messages = new Map<string, MessageRecord>()
  readonly #revoked = new Set<string>()
  readonly #readSeqs = new Map<string, number>()
  readonly #findings: string[] = []

  constructor(promises: Promises, at: Nanoseconds) {
    this.#promises = promises
    this.#at = at
    this.acked = promises.messages.filter(({ acked }) => this.#by(acked?.at))
  }

  /** In the order of the journal. */
  take(record: JournalRecord): void {
    if (record.type === 'message') {
      const { clientMessageId } = record
      if (this.#messages.has(clientMessageId)) this.#findings.push(`doubled: ${clientMessageId}`)
      else this.#messages.set(clientMessageId, record)
    } else if (record.type === 'message-control') this.#revoked.add(`${record.conversation}:${record.target.seq}`)
    else if (record.type === 'read-mark') this.#readSeqs.set(`${record.conversation}:${record.user}`, record.seq)
  }

  findings(): string[] {
    const lost = this.acked.flatMap((message) => this.#lost(message))
    return [...this.#findings, ...lost, ...this.#strange(), ...this.#unread()]
  }

  /** Some of the acknowledged messages, the last ones among them. */
  sample(): MessageRecord[] {
    const step = Math.max(1, Math.floor(this.acked.length / sampled))
    const some = this.acked.filter((_, i) => i % step === 0 || i >= this.acked.length - sampled)
    return some.flatMap(({ id }) => this.#messages.get(id) ?? [])
  }

  #by(at: Nanoseconds | undefined): boolean {
    return at !== undefined && at <= this.#at
  }

  #lost({ id, acked, revokedAt }: Message): string[] {
    const record = this.#messages.get(id)
    if (record === undefined) return [`lost: ${id} was acknowledged`]
    if (record.seq !== acked?.seq || record.seqId !== acked.stamp) return [`changed: ${id} was acknowledged as another`]
    const revoked = this.#revoked.has(`${record.conversation}:${record.seq}`)
    return this.#by(revokedAt) && !revoked ? [`lost: ${id} was revoked, and that was acknowledged`] : []
  }

  /** Messages that nobody sent, or not like this. */
  #strange(): string[] {
    const asked = new Map(this.#promises.messages.map((message) => [message.id, message]))
    return [...this.#messages].flatMap(([id, { body, sender }]) => {
      const message = asked.get(id)
      if (message === undefined || !this.#by(message.askedAt) || message.from !== sender) return [`invented: ${id}`]
      const mayBeGone = this.#by(message.revokeAskedAt) && body === ''
      return body === message.body || mayBeGone ? [] : [`changed: ${id} has other content`]
    })
  }

  #unread(): string[] {
    return this.#promises.readMarks.flatMap(({ user, upTo, at }) => {
      const record = this.#messages.get(upTo)
      if (!this.#by(at) || record === undefined) return []
      const seq = this.#readSeqs.get(`${record.conversation}:${user}`) ?? 0
      return seq >= record.seq ? [] : [`lost: ${user} had read ${upTo}, and that was acknowledged`]
    })
  }
}
