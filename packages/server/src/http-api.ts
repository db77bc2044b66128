import type { RequestListener } from 'node:http'
import { type Health, type OperationPorts, openHttp, operations } from '@magpie-im/http'
import type { Clock, Journal, Log } from '@magpie-im/model'
import { KeepAudit, ManageApiKeys, type RequestWatch, TokenBuckets, type WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'

interface ApiOptions {
  readonly config: Config
  readonly journal: Journal
  readonly state: WritersState
  readonly clock: Clock
  readonly log: Log
  readonly watch: RequestWatch
  readonly health: Health
  readonly useCases: Omit<OperationPorts, 'keys'>
}

/** What answers HTTP requests, until `cleanup`. */
export async function httpApi(
  { config, journal, state, clock, log, watch, health, useCases }: ApiOptions,
  cleanup: AsyncDisposableStack,
): Promise<HttpApi> {
  const perSecond = config['limits.requestsPerKey']
  const keys = new ManageApiKeys({ journal, keys: state.apiKeys, clock })
  const budget = new TokenBuckets({
    perSecond,
    burst: perSecond * 4,
    clock,
    error: 'TooManyRequests',
    what: 'requests a second with one API key',
  })
  const audit = new KeepAudit({ journal, stamps: state.stamps })
  const ports = { operations, useCases: { ...useCases, keys }, keys, budget, audit, journal, clock, log, watch, health }
  const app = await openHttp(ports)
  cleanup.defer(() => app.close())
  return { keys, handle: (request, response) => app.routing(request, response) }
}

export interface HttpApi {
  readonly keys: ManageApiKeys
  readonly handle: RequestListener
}
