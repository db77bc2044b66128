import type { AudienceKind, MessageKind } from '../message.ts'

export const statisticsPeriods = ['hour', 'day'] as const
export type StatisticsPeriod = (typeof statisticsPeriods)[number]

export interface StatisticsQuery {
  /** Milliseconds since 1970; the first period is the one it lies in. */
  readonly from: number
  /** Periods that begin at this or later are left out. */
  readonly to: number
  readonly per: StatisticsPeriod
}

export interface CountedMessages {
  readonly kind: MessageKind
  /** What the sender came by; empty where no door left a trace. */
  readonly door: string
  readonly audience: AudienceKind
  readonly count: number
}

/** What happened in an hour or a day (UTC). */
export interface PeriodStatistics {
  /** Its begin, in milliseconds since 1970. */
  readonly at: number
  readonly messages: readonly CountedMessages[]
  /** By `ok` or the name of the error. */
  readonly signIns: readonly { readonly result: string; readonly count: number }[]
  readonly newUsers: number
  readonly newGroups: number
  /** Conversations somebody wrote in. */
  readonly activeConversations: number
  /** Users who wrote, read or signed in. */
  readonly activeUsers: number
}

/** Hours are kept for 35 days, days for two years. As far as the read model has come, which may be some milliseconds behind. */
export interface Statistics {
  /** Oldest first; periods in which nothing happened are left out. */
  read(query: StatisticsQuery): Promise<readonly PeriodStatistics[]>
}
