import { z } from 'zod'
import { operation } from '../operation.ts'
import { time } from '../schemas/common.ts'

const count = z.number()

const sampleSchema = z
  .object({
    at: z.int().describe('Milliseconds since 1970.'),
    connections: z.record(z.string(), z.int()).describe('Open ones, by door.'),
    sessions: z.int().describe('Devices that are signed in.'),
    messagesPerSecond: count.describe('That became durable.'),
    deliveriesPerSecond: count,
    requestsPerSecond: count.describe('Through all doors.'),
    refusalsPerSecond: count,
    ackMs: z
      .object({ p50: count, p95: count, p99: count })
      .nullable()
      .describe('From a message to its acknowledgement, to the next bound of the histogram; null: none was sent.'),
    cpu: count.describe('Cores in use, by this process and its threads.'),
    memoryMiB: count,
    journalBytesPerSecond: count,
    projectorLagBytes: z.int().describe('What of the journal the read model has not got yet.'),
    queuedBytes: z.int().describe('What waits for clients to read it.'),
    overload: z.int().describe('0: nothing is refused, 1: sign-ins, 2: sign-ins and sends.'),
  })
  .meta({ id: 'Sample' })

const checkSchema = z.object({
  name: z.string(),
  good: z.boolean(),
  detail: z.string(),
})

export type Sample = z.input<typeof sampleSchema>
export type Check = z.input<typeof checkSchema>

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** A line of the log as it was written. */
export interface LogLine {
  /** 1, 2, 3 … since the server was started. */
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface OverviewPorts {
  /** Samples later than this; who asks has more taken for a while. */
  readonly samplesAfter: (at: number) => readonly Sample[]
  readonly checks: () => Promise<readonly Check[]>
  /** The newest lines of this level or above, oldest first. */
  readonly recentLines: (query: { readonly level: LogLevel; readonly after: number; readonly limit: number }) => readonly LogLine[]
}

const tag = 'operating'

const getOverview = operation({
  id: 'getOverview',
  method: 'GET',
  path: '/api/v1/overview',
  tag,
  summary: 'Shows how the server does, second by second, for at most the last 10 minutes.',
  description: 'Samples are taken from the first request on and until nobody has asked for 10 minutes.',
  scope: 'read',
  console: 'viewer',
  query: z.object({ after: z.coerce.number().int().min(0).default(0).describe('Only later samples: `at` of the last one that is known.') }),
  response: z.object({ items: z.array(sampleSchema) }),
  handle: ({ query: { after } }, { samplesAfter }: OverviewPorts) => ({ items: [...samplesAfter(after)] }),
})

const checkServer = operation({
  id: 'checkServer',
  method: 'GET',
  path: '/api/v1/checks',
  tag,
  summary: 'Checks what can be checked while the server runs.',
  description: '`./magpie doctor` compares journal and read model record by record, for which the server is stopped.',
  scope: 'read',
  console: 'viewer',
  response: z.object({ good: z.boolean(), at: time, items: z.array(checkSchema) }),
  handle: async (_, { checks, clock }: OverviewPorts & { readonly clock: { now(): number } }) => {
    const items = [...(await checks())]
    return { good: items.every(({ good }) => good), at: new Date(clock.now()).toISOString(), items }
  },
})

const listLog = operation({
  id: 'listLog',
  method: 'GET',
  path: '/api/v1/log',
  tag,
  summary: 'Lists the newest lines of the server’s log, oldest first: the last 500 of each level.',
  description: 'What is below `log.level` is not logged, here neither. No line has contents or credentials.',
  scope: 'admin',
  console: 'viewer',
  query: z.object({
    level: z.enum(logLevels).default('info').describe('And above.'),
    after: z.coerce.number().int().min(0).default(0).describe('Only later lines: the number of the last one that is known.'),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  response: z.object({
    items: z.array(
      z.object({ number: z.int(), time, level: z.enum(logLevels), message: z.string(), fields: z.record(z.string(), z.unknown()) }),
    ),
  }),
  handle: ({ query }, { recentLines }: OverviewPorts) => ({
    items: recentLines(query).map(({ at, fields, ...line }) => ({ ...line, fields: { ...fields }, time: new Date(at).toISOString() })),
  }),
})

export const overviewOperations = [getOverview, checkServer, listLog]
