import {
  audienceKinds,
  type Clock,
  ImError,
  messageKinds,
  type Statistics,
  type StatisticsPeriod,
  statisticsPeriods,
} from '@magpie-im/model'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { time } from '../schemas/common.ts'

export interface StatisticsPorts {
  readonly statistics: Statistics
  readonly clock: Clock
}

const lengthMs: Record<StatisticsPeriod, number> = { hour: 3_600_000, day: 86_400_000 }
const mostPeriods = 1000
const count = z.int()

const periodSchema = z
  .object({
    at: time.describe('When it begins.'),
    messages: z.array(
      z.object({ kind: z.enum(messageKinds), door: z.string().describe('Empty: not known.'), audience: z.enum(audienceKinds), count }),
    ),
    signIns: z.array(z.object({ result: z.string().describe('`ok`, or the name of the error.'), count })),
    newUsers: count,
    newGroups: count,
    activeConversations: count.describe('Conversations somebody wrote in.'),
    activeUsers: count.describe('Users who wrote, read or signed in.'),
  })
  .meta({ id: 'StatisticsPeriod' })

const getStatistics = operation({
  id: 'getStatistics',
  method: 'GET',
  path: '/api/v1/statistics',
  tag: 'records',
  summary: 'Counts what happened in each hour or day (UTC), oldest first.',
  description: `Hours are kept for 35 days, days for two years. Periods in which nothing happened are left out. At most ${mostPeriods} periods can be asked for.`,
  scope: 'read',
  console: 'viewer',
  errors: ['NotReady'],
  query: z.object({
    per: z.enum(statisticsPeriods).default('hour'),
    from: time.exactOptional().describe('The first period is the one it lies in; by default 24 periods back.'),
    to: time.exactOptional().describe('Periods that begin at this or later are left out; by default now.'),
  }),
  response: z.object({ items: z.array(periodSchema) }),
  handle: async ({ query }, { statistics, clock }: StatisticsPorts) => {
    const { per } = query
    const to = query.to === undefined ? clock.now() : Date.parse(query.to)
    const from = query.from === undefined ? to - 24 * lengthMs[per] : Date.parse(query.from)
    if (from > to || to - from > mostPeriods * lengthMs[per]) {
      throw new ImError('BadRequest', { detail: `from lies before to, by at most ${mostPeriods} periods` })
    }
    const periods = await statistics.read({ from, to, per })
    return {
      items: periods.map(({ at, messages, signIns, ...counts }) => ({
        ...counts,
        at: new Date(at).toISOString(),
        messages: [...messages],
        signIns: [...signIns],
      })),
    }
  },
})

export const statisticsOperations = [getStatistics]
