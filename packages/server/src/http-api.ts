import type { RequestListener } from 'node:http'
import { omtpCodes } from '@magpie-im/gateway'
import { ConversationNames, type Health, type OperationPorts, type OtimPorts, openHttp, operations, otimRoutes } from '@magpie-im/http'
import type { Clock, Deliveries, Journal, Log } from '@magpie-im/model'
import {
  BlockUser,
  KeepAudit,
  ManageApiKeys,
  ManageDepartments,
  ManageTokens,
  RemoveConversation,
  type RequestWatch,
  TokenBuckets,
  type Tokens,
  type WritersState,
} from '@magpie-im/services'
import { requestAddress } from './client-address.ts'
import type { Config } from './config/keys.ts'

type UseCases = OperationPorts & OtimPorts
type Own = ReturnType<typeof ownUseCases>

interface OwnPorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly deliveries: Deliveries
  readonly tokens: Tokens
  readonly clock: Clock
}

interface ApiOptions extends OwnPorts {
  readonly config: Config
  readonly log: Log
  readonly watch: RequestWatch
  readonly health: Health
  readonly useCases: Omit<UseCases, keyof Own>
}

export interface HttpApi {
  readonly keys: ManageApiKeys
  readonly handle: RequestListener
}

/** What answers HTTP requests, until `cleanup`. */
export async function httpApi(options: ApiOptions, cleanup: AsyncDisposableStack): Promise<HttpApi> {
  const { config, journal, state, clock, log, watch, health } = options
  const requests = (key: 'limits.requestsPerKey' | 'limits.requestsWithoutKey', what: string) =>
    new TokenBuckets({
      ...{ clock, error: 'TooManyRequests', what },
      get perSecond() {
        return config[key]
      },
      get burst() {
        return this.perSecond * 4
      },
    })
  const budget = requests('limits.requestsPerKey', 'requests a second with one API key')
  const strangers = requests('limits.requestsWithoutKey', 'requests a second from one address without a valid API key')
  const audit = new KeepAudit({ journal, stamps: state.stamps })
  const own = ownUseCases(options)
  const { keys } = own
  const addressOf = requestAddress(config)
  const platform = { keys, budget, strangers, addressOf, audit, journal, clock, log, watch, health }
  const app = await openHttp<UseCases>({ operations, routes: [otimRoutes], useCases: { ...options.useCases, ...own }, ...platform })
  cleanup.defer(() => app.close())
  return { keys, handle: (request, response) => app.routing(request, response) }
}

/** Those that only this door needs. */
function ownUseCases({ journal, state, deliveries, tokens, clock }: OwnPorts) {
  const { stamps, accounts, groups, tokenRevocations: revocations } = state
  const ports = { journal, deliveries, stamps, clock, accounts }
  return {
    ...{ groups, clock, deliveries },
    keys: new ManageApiKeys({ journal, keys: state.apiKeys, clock }),
    names: new ConversationNames(state),
    departments: new ManageDepartments({ journal, departments: state.departments, profiles: state.profiles }),
    manageTokens: new ManageTokens({ ...ports, tokens, revocations }),
    blockUser: new BlockUser({ ...ports, blocks: state.blocks }),
    removeConversation: new RemoveConversation(ports),
    otimCodes: omtpCodes,
  }
}
