export interface Seen {
  readonly packId: string
  readonly from: string
  readonly seqId: bigint
}

/** What a session knew at its sign-in, and what was pushed to it afterwards. */
export interface View {
  readonly user: string
  /** seqId of the newest message of the conversation as of the sign-in. */
  readonly syncedTo: bigint
  readonly pushed: Seen[]
  /** Up to which message everything must have been pushed when the session ended in peace. */
  owed: bigint
}

export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'reordered' | 'invented' | 'ack differs' | 'missed' | 'wrong unread'
  readonly detail: string
}

interface Count {
  readonly user: string
  readonly unread: number
  readonly readTo: bigint
  /** As of which message, when not as of the end. */
  readonly upTo?: bigint
}

/** What was promised and seen in one conversation of two, and whether it agrees. Ids name messages, so no id is used twice. */
export class Ledger {
  readonly #sent = new Map<string, { readonly from: string; readonly order: number }>()
  readonly #acked = new Map<string, bigint>()
  readonly #ackFindings: Finding[] = []
  readonly #views: View[] = []
  readonly #counts: Count[] = []

  get acked(): number {
    return this.#acked.size
  }

  /** Before the first attempt; repeats need not be told. */
  sent(from: string, packId: string): void {
    if (!this.#sent.has(packId)) this.#sent.set(packId, { from, order: this.#sent.size })
  }

  /** Every ack with code 0, also those of repeats. */
  ack(packId: string, seqId: bigint): void {
    const first = this.#acked.get(packId) ?? seqId
    this.#acked.set(packId, first)
    if (first !== seqId) this.#ackFindings.push({ kind: 'ack differs', detail: `${packId}: first ${first}, then ${seqId}` })
  }

  view(user: string, syncedTo: bigint): View {
    const view: View = { user, syncedTo, pushed: [], owed: 0n }
    this.#views.push(view)
    return view
  }

  /** The newest message from others whose sender has his ack by now: from here on `user` is owed it, pushed or synced. */
  newestAckedFor(user: string): bigint {
    const others = [...this.#acked].filter(([packId]) => this.#sent.get(packId)?.from !== user)
    return others.reduce((newest, [, seqId]) => (seqId > newest ? seqId : newest), 0n)
  }

  /** What a list of conversations said. */
  unread(count: Count): void {
    this.#counts.push(count)
  }

  /** Judges everything by `history`, oldest first. */
  findings(history: readonly Seen[]): Finding[] {
    return [
      ...this.#ackFindings,
      ...this.#missing(history),
      ...repeated(history, 'in the history'),
      ...this.#unknown(history),
      ...rising(history, 'in the history'),
      ...this.#senderOrder(history),
      ...this.#views.flatMap((view) => viewFindings(view, history)),
      ...this.#pushedTwice(),
      ...this.#counts.flatMap((count) => countFindings(count, history)),
    ]
  }

  #missing(history: readonly Seen[]): Finding[] {
    const stored = new Map(history.map(({ packId, seqId }) => [packId, seqId]))
    return [...this.#acked].flatMap(([packId, seqId]): Finding[] => {
      const found = stored.get(packId)
      if (found === undefined) return [{ kind: 'lost', detail: `${packId} was acknowledged and is not in the history` }]
      return found === seqId ? [] : [{ kind: 'ack differs', detail: `${packId}: acknowledged as ${seqId}, stored as ${found}` }]
    })
  }

  #unknown(history: readonly Seen[]): Finding[] {
    return history
      .filter(({ packId, from }) => this.#sent.get(packId)?.from !== from)
      .map(({ packId, from }) => ({ kind: 'invented', detail: `${from} never sent ${packId}` }))
  }

  #senderOrder(history: readonly Seen[]): Finding[] {
    const last = new Map<string, number>()
    const found: Finding[] = []
    for (const { from, packId } of history) {
      const order = this.#sent.get(packId)?.order ?? Number.POSITIVE_INFINITY
      if (order < (last.get(from) ?? -1)) found.push({ kind: 'reordered', detail: `${packId} of ${from} lies behind a later one` })
      if (Number.isFinite(order)) last.set(from, order)
    }
    return found
  }

  #pushedTwice(): Finding[] {
    const users = new Set(this.#views.map(({ user }) => user))
    return [...users].flatMap((user) => {
      const pushed = this.#views.filter((view) => view.user === user).flatMap((view) => view.pushed)
      return repeated(pushed, `pushed to ${user}`)
    })
  }
}

function repeated(messages: readonly Seen[], where: string): Finding[] {
  const seen = new Set<string>()
  return messages.flatMap(({ packId }): Finding[] => {
    if (seen.has(packId)) return [{ kind: 'doubled', detail: `${packId} is twice ${where}` }]
    seen.add(packId)
    return []
  })
}

function rising(messages: readonly Seen[], where: string): Finding[] {
  return messages.flatMap(({ packId, seqId }, at): Finding[] => {
    const before = messages[at - 1]
    return before === undefined || before.seqId < seqId ? [] : [{ kind: 'reordered', detail: `${packId} does not rise ${where}` }]
  })
}

/** A session was synced to a message, then pushed everything of others behind it up to the last one it saw or was owed, and nothing else. */
function viewFindings({ user, syncedTo, pushed, owed }: View, history: readonly Seen[]): Finding[] {
  const seen = new Map(pushed.map(({ packId, seqId }) => [packId, seqId]))
  const seenTo = pushed.at(-1)?.seqId ?? syncedTo
  const last = seenTo > owed ? seenTo : owed
  const due = history.filter(({ from, seqId }) => from !== user && seqId > syncedTo && seqId <= last)
  const missed = due.filter(({ packId, seqId }) => seen.get(packId) !== seqId)
  const dueIds = new Set(due.map(({ packId }) => packId))
  const extra = pushed.filter(({ packId }) => !dueIds.has(packId))
  return [
    ...rising(pushed, `as pushed to ${user}`),
    ...missed.map(({ packId }): Finding => ({ kind: 'missed', detail: `${packId} was not pushed to ${user}` })),
    ...extra.map(
      ({ packId }): Finding => ({ kind: 'invented', detail: `${packId} was pushed to ${user} though he had it or it is not stored` }),
    ),
  ]
}

function countFindings({ user, unread, readTo, upTo }: Count, history: readonly Seen[]): Finding[] {
  const due = history.filter(({ from, seqId }) => from !== user && seqId > readTo && (upTo === undefined || seqId <= upTo)).length
  return due === unread ? [] : [{ kind: 'wrong unread', detail: `${user} was told ${unread}, and it is ${due}` }]
}
