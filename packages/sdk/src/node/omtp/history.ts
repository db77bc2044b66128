import { packets } from '@magpie-im/wire'
import type { Fields, Message, Reply } from '../../protocol.ts'
import type { Labels } from './labels.ts'
import type { Line } from './line.ts'
import { toldOf } from './present.ts'
import { check, Refused } from './refused.ts'

const usualLimit = 50
const largestPage = 200
/** Often what is asked for lies between two that are one behind the other. */
const firstPage = 4
const mostKept = 5_000

interface Range {
  readonly after: number
  readonly before: number
}

interface Kept extends Range {
  readonly label: string
  /** All there are from `after` up to here. */
  readonly end: number
  readonly messages: readonly Message[]
}

/** OMTP reads histories from the newest down; what is asked for from the oldest up is read down to there and kept for the next piece. */
export class History {
  readonly #line: Pick<Line, 'ask'>
  readonly #labels: Labels
  #kept: Kept | undefined

  constructor(line: Pick<Line, 'ask'>, labels: Labels) {
    this.#line = line
    this.#labels = labels
  }

  /** Something was done to a message: what was read before is old. */
  changed(): void {
    this.#kept = undefined
  }

  /** There is another message: what was the end is none. */
  grew(): void {
    if (this.#kept?.before === Number.POSITIVE_INFINITY) this.#kept = undefined
  }

  list(piece: Fields<'listMessages'>): Promise<Reply<'listMessages'>> {
    const { after, before = Number.POSITIVE_INFINITY, limit = usualLimit } = piece
    const label = this.labelOf(piece)
    return after === undefined ? this.#last(label, before, limit) : this.#first(label, { after, before, limit })
  }

  /** The client message id of a message, by which OMTP names it too. */
  async idOf(label: string, stamp: number): Promise<string> {
    const [message] = await this.#pull(label, stamp + 1, 1)
    if (message?.stamp !== stamp) throw new Refused('MessageNotFound', 'there is no such message')
    return message.clientMessageId
  }

  labelOf(name: Pick<Fields<'listMessages'>, 'conversation' | 'of'>): string {
    const label = this.#labels.labelOf(name)
    if (label === undefined) throw new Refused('BadRequest', 'a conversation is user:, group: or notice: and a name')
    return label
  }

  async #last(label: string, before: number, limit: number): Promise<Reply<'listMessages'>> {
    const found = await this.#pull(label, before, Math.min(limit + 1, largestPage))
    return { items: found.slice(0, limit).reverse(), more: found.length > limit || found.length === largestPage }
  }

  async #first(label: string, { after, before, limit }: Range & { readonly limit: number }): Promise<Reply<'listMessages'>> {
    const kept = this.#kept
    const isKept = kept?.label === label && kept.after <= after && kept.before === before
    const { messages, end } = isKept ? kept : await this.#between(label, { after, before })
    const wanted = messages.filter(({ stamp }) => stamp > after)
    const items = wanted.slice(0, limit)
    const rest = wanted.slice(limit)
    this.#kept = rest.length === 0 ? undefined : { label, after: items.at(-1)?.stamp ?? after, before, end, messages: rest }
    return { items, more: rest.length > 0 || end < before }
  }

  /** All of them or, if they are very many, the oldest. */
  async #between(label: string, { after, before }: Range): Promise<Pick<Kept, 'messages' | 'end'>> {
    let found: Message[] = []
    let end = before
    for (let next = before, size = firstPage; ; size = largestPage) {
      const page = await this.#pull(label, next, size)
      found = [...found, ...page.filter(({ stamp }) => stamp > after)]
      end = found.at(-mostKept - 1)?.stamp ?? end
      found = found.slice(-mostKept)
      next = page.at(-1)?.stamp ?? 0
      if (page.length < size || next <= after) return { messages: found.reverse(), end }
    }
  }

  /** Newest first. */
  async #pull(label: string, before: number, count: number): Promise<Message[]> {
    if (before <= 1) return []
    const seqId = Number.isFinite(before) ? before - 1 : 0
    const { errorCode, msgs } = await this.#line.ask(packets.HISTORY_MSG_PULL, { sessionId: label, seqId, count })
    check(errorCode)
    return msgs.map((pack) => toldOf(pack, this.#labels).message)
  }
}
