import type {
  AudienceKind,
  ConversationId,
  CountedMessages,
  JournalRecord,
  MessageKind,
  MessageRecord,
  PeriodStatistics,
  Stamp,
  StatisticsPeriod,
  UserId,
} from '@magpie-im/model'

const microsecondsOf: Readonly<Record<StatisticsPeriod, number>> = { hour: 3_600_000_000, day: 86_400_000_000 }

/** How long counts are kept. */
export const keptFor: Readonly<Record<StatisticsPeriod, number>> = { hour: 35 * microsecondsOf.day, day: 730 * microsecondsOf.day }

/** What happened in one hour, as far as it was counted here. */
export interface HourTally {
  readonly start: Stamp
  readonly counts: Map<string, number>
  readonly users: Set<UserId>
  readonly conversations: Set<ConversationId>
}

/** Counts of records by the hour; a day is the sum of its hours. */
export class Tally {
  readonly #hours = new Map<Stamp, HourTally>()
  #last: HourTally | undefined

  /** Oldest first. */
  get hours(): readonly HourTally[] {
    return [...this.#hours.values()].sort((a, b) => a.start - b.start)
  }

  /** `isNew`: a user or a group that was not there before. */
  add(record: JournalRecord, isNew: boolean): void {
    const name = nameOf(record, isNew)
    const user = activeUser(record)
    if (name === undefined && user === undefined) return
    const hour = this.#hourOf(record.stamp)
    if (name !== undefined) hour.counts.set(name, (hour.counts.get(name) ?? 0) + 1)
    if (user !== undefined) hour.users.add(user)
    if (record.type === 'message') hour.conversations.add(record.conversation)
  }

  #hourOf(stamp: Stamp): HourTally {
    const last = this.#last
    if (last !== undefined && stamp >= last.start && stamp < last.start + microsecondsOf.hour) return last
    const start = startOf('hour', stamp)
    const hour = this.#hours.get(start) ?? { start, counts: new Map(), users: new Set(), conversations: new Set() }
    this.#hours.set(start, hour)
    this.#last = hour
    return hour
  }
}

export function startOf(per: StatisticsPeriod, stamp: Stamp): Stamp {
  return stamp - (stamp % microsecondsOf[per])
}

/** Names of the counts, which `statisticsOf` reads. */
export const countNames = {
  newUsers: 'user',
  newGroups: 'group',
  activeUsers: 'active user',
  activeConversations: 'active conversation',
} as const

let [lastKind, lastAudience, lastDoor, lastName] = ['', '', '', '']

/** Most are named as the one before: the same text is not made again. */
function nameOfMessage({ kind, audience, origin }: MessageRecord): string {
  const door = origin?.door ?? ''
  if (kind === lastKind && audience === lastAudience && door === lastDoor) return lastName
  lastName = `message ${kind} ${audience} ${door}`
  lastKind = kind
  lastAudience = audience
  lastDoor = door
  return lastName
}

function nameOf(record: JournalRecord, isNew: boolean): string | undefined {
  switch (record.type) {
    case 'message':
      return nameOfMessage(record)
    case 'sign-in':
      return `sign-in ${record.result}`
    case 'user':
      return isNew ? countNames.newUsers : undefined
    case 'group':
      return isNew ? countNames.newGroups : undefined
    default:
      return undefined
  }
}

function activeUser(record: JournalRecord): UserId | undefined {
  if (record.type === 'message') return record.audience === 'notice' ? undefined : record.sender
  if (record.type === 'sign-in') return record.result === 'ok' ? record.user : undefined
  return record.type === 'read-mark' ? record.user : undefined
}

/** One period from its counts. */
export function statisticsOf(start: Stamp, counts: ReadonlyMap<string, number>): PeriodStatistics {
  const messages: CountedMessages[] = []
  const signIns: { readonly result: string; readonly count: number }[] = []
  for (const [name, count] of counts) {
    const [what, first = '', audience = '', door = ''] = name.split(' ')
    // as: the words of a name that `nameOf` made
    if (what === 'message') messages.push({ kind: first as MessageKind, audience: audience as AudienceKind, door, count })
    if (what === 'sign-in') signIns.push({ result: first, count })
  }
  const of = (name: keyof typeof countNames) => counts.get(countNames[name]) ?? 0
  return {
    ...{ at: start / 1000, messages, signIns, newUsers: of('newUsers'), newGroups: of('newGroups') },
    ...{ activeConversations: of('activeConversations'), activeUsers: of('activeUsers') },
  }
}
