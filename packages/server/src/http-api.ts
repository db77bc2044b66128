import type { RequestListener } from 'node:http'
import { omtpCodes } from '@magpie-im/gateway'
import { ConversationNames, type Health, type OperationPorts, type OtimPorts, openHttp, operations, otimRoutes } from '@magpie-im/http'
import type { Clock, Deliveries, Journal, Log } from '@magpie-im/model'
import {
  BlockUser,
  KeepAudit,
  ManageApiKeys,
  RemoveConversation,
  type RequestWatch,
  TokenBuckets,
  type WritersState,
} from '@magpie-im/services'
import type { Config } from './config/keys.ts'

type UseCases = OperationPorts & OtimPorts
/** What is made here. */
type Own = 'keys' | 'names' | 'blockUser' | 'removeConversation' | 'groups' | 'clock' | 'deliveries' | 'otimCodes'

interface ApiOptions {
  readonly config: Config
  readonly journal: Journal
  readonly state: WritersState
  readonly deliveries: Deliveries
  readonly clock: Clock
  readonly log: Log
  readonly watch: RequestWatch
  readonly health: Health
  readonly useCases: Omit<UseCases, Own>
}

export interface HttpApi {
  readonly keys: ManageApiKeys
  readonly handle: RequestListener
}

/** What answers HTTP requests, until `cleanup`. */
export async function httpApi(options: ApiOptions, cleanup: AsyncDisposableStack): Promise<HttpApi> {
  const { config, journal, state, clock, log, watch, health } = options
  const perSecond = config['limits.requestsPerKey']
  const what = 'requests a second with one API key'
  const budget = new TokenBuckets({ perSecond, burst: perSecond * 4, clock, error: 'TooManyRequests', what })
  const keys = new ManageApiKeys({ journal, keys: state.apiKeys, clock })
  const audit = new KeepAudit({ journal, stamps: state.stamps })
  const useCases = useCasesOf(options, keys)
  const platform = { keys, budget, audit, journal, clock, log, watch, health }
  const app = await openHttp<UseCases>({ operations, routes: [otimRoutes], useCases, ...platform })
  cleanup.defer(() => app.close())
  return { keys, handle: (request, response) => app.routing(request, response) }
}

function useCasesOf({ journal, state, deliveries, clock, useCases }: ApiOptions, keys: ManageApiKeys): UseCases {
  const { stamps, accounts, blocks, groups } = state
  const blockUser = new BlockUser({ journal, accounts, blocks })
  const removeConversation = new RemoveConversation({ journal, stamps, deliveries })
  const names = new ConversationNames(state)
  return { ...useCases, keys, names, blockUser, removeConversation, groups, clock, deliveries, otimCodes: omtpCodes }
}
