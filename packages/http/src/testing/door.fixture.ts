import type { IncomingMessage } from 'node:http'
import { MemoryStore, openMemoryJournal } from '@magpie-im/journal'
import type { JournalRecord, Log, Scope } from '@magpie-im/model'
import { KeepAudit, ManageApiKeys, RequestWatch, TokenBuckets, TracedUsers, WritersState } from '@magpie-im/services'
import { openHttp } from '../open-http.ts'
import type { Operation } from '../operation.ts'
import { FakeClock } from './fake-clock.fixture.ts'

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Address of who asks. */
  readonly from?: string
}

/** A door with operations of the test's own, behind it keys and a journal in memory. */
export async function openDoor(operations: readonly Operation<unknown>[], { burst = 1000, strangers: most = 1000 } = {}) {
  const clock = new FakeClock()
  const store = new MemoryStore()
  const journal = openMemoryJournal({ keyOf: () => undefined, store })
  const state = new WritersState(clock)
  const keys = new ManageApiKeys({ journal, keys: state.apiKeys, clock })
  const budget = new TokenBuckets({ perSecond: burst, burst, clock, error: 'TooManyRequests', what: 'requests a second with one API key' })
  const strangers = new TokenBuckets({
    perSecond: most,
    burst: most,
    clock,
    error: 'TooManyRequests',
    what: 'requests a second without key',
  })
  const addressOf = ({ socket }: IncomingMessage) => socket.remoteAddress ?? ''
  const lines: object[] = []
  const unready: string[] = []
  const note = (message: string, fields = {}) => void lines.push({ message, ...fields })
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const audit = new KeepAudit({ journal, stamps: state.stamps })
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
    routes: [],
    useCases: undefined,
    ...{ keys, budget, strangers, addressOf, audit, journal, clock, log, watch, health },
  })
  const makeKey = async (...scopes: Scope[]) => (await keys.create({ name: 'test', scopes })).text
  return {
    clock,
    journal,
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
