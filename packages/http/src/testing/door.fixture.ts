import type { IncomingMessage } from 'node:http'
import { MemoryStore, openMemoryJournal } from '@magpie-im/journal'
import type { JournalRecord, Log, Scope } from '@magpie-im/model'
import { KeepAudit, ManageApiKeys, RequestWatch, TokenBuckets, Tokens, TracedUsers, VerifyToken, WritersState } from '@magpie-im/services'
import { openHttp } from '../open-http.ts'
import type { Operation } from '../operation.ts'
import type { Routes } from '../ports.ts'
import { consoleOf } from './console.fixture.ts'
import { FakeClock } from './fake-clock.fixture.ts'

interface DoorOptions {
  readonly burst?: number
  /** Requests without a key a second. */
  readonly strangers?: number
  readonly routes?: readonly Routes<unknown>[]
}

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Address of who asks. */
  readonly from?: string
}

/** A door with operations of the test's own, behind it keys and a journal in memory. */
export async function openDoor(
  operations: readonly Operation<unknown>[],
  { burst = 1000, strangers: most = 1000, routes = [] }: DoorOptions = {},
) {
  const clock = new FakeClock()
  const store = new MemoryStore()
  const journal = openMemoryJournal({ keyOf: () => undefined, store })
  const state = new WritersState(clock)
  const keys = new ManageApiKeys({ journal, keys: state.apiKeys, clock })
  const ofRate = (rate: number, what: string) => new TokenBuckets({ perSecond: rate, burst: rate, clock, error: 'TooManyRequests', what })
  const budget = ofRate(burst, 'requests a second with one API key')
  const strangers = ofRate(most, 'requests a second without key')
  const userBudget = ofRate(burst, 'requests a second of one user')
  const ofTokens = new Tokens(Buffer.alloc(32, 7))
  const tokens = new VerifyToken({ accounts: state.accounts, tokens: ofTokens, revocations: state.tokenRevocations, clock, demo: false })
  const addressOf = ({ socket }: IncomingMessage) => socket.remoteAddress ?? ''
  const lines: object[] = []
  const unready: string[] = []
  const log = loggingTo(lines)
  const audit = new KeepAudit({ journal, stamps: state.stamps })
  const console = consoleOf({ journal, state, audit, clock, log })
  const allowed = new Set<string>()
  const mayConnect = ({ headers: { origin = '' } }: IncomingMessage) => allowed.has(origin)
  const counted: string[] = []
  const metrics = {
    answered: (door: string, operation: string, outcome: string) => void counted.push(`${door} ${operation} ${outcome}`),
    signedIn: () => undefined,
    closed: () => undefined,
  }
  const watch = new RequestWatch({ metrics, log, clock, traced: new TracedUsers(), slowMs: 1000 })
  const health = {
    listening: true,
    readiness: () => ({ ready: unready.length === 0, reasons: unready }),
    metrics: async () => 'up 1\n',
    metricsType: 'text/plain',
  }
  const app = await openHttp({
    operations,
    routes,
    useCases: undefined,
    ...{ keys, tokens, budget, userBudget, strangers, addressOf, console, mayConnect, audit, journal, clock, log, watch, health },
  })
  const makeKey = async (...scopes: Scope[]) => (await keys.create({ name: 'test', scopes })).text
  return {
    clock,
    journal,
    state,
    /** Of pages of this server. */
    origins: console.origins,
    /** Other sites. */
    allowed,
    keys,
    lines,
    counted,
    unready,
    health,
    makeKey,
    records: (): JournalRecord[] => store.batches.flatMap(({ entries }) => entries.map(({ record }) => record)),
    ask: (key: string, url: string, { method = 'GET', body, headers = {}, from = '127.0.0.1' }: Asked = {}) =>
      app.inject({
        method,
        url,
        remoteAddress: from,
        headers: { ...(key !== '' && { authorization: `Bearer ${key}` }), ...headers },
        ...(body !== undefined && { payload: body as object }), // as: what is no object is JSON all the same
      }),
  }
}

function loggingTo(lines: object[]): Log {
  const noteAt =
    (level: string) =>
    (message: string, fields = {}) =>
      void lines.push({ level, message, ...fields })
  return { debug: noteAt('debug'), info: noteAt('info'), warn: noteAt('warn'), error: noteAt('error') }
}
