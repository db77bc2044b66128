import type { RequestListener } from 'node:http'
import { omtpCodes, originCheck } from '@magpie-im/gateway'
import {
  type DownloadPorts,
  fileRoutes,
  type Health,
  type OperationPorts,
  type OtimPorts,
  openHttp,
  operations,
  otimRoutes,
  pageRoutes,
} from '@magpie-im/http'
import type { Clock, ConversationId, Deliveries, Journal, Log } from '@magpie-im/model'
import {
  ConsoleSessions,
  ContentGrants,
  KeepAudit,
  ManageApiKeys,
  ManageDepartments,
  ManageTokens,
  type RequestWatch,
  TokenBuckets,
  type Tokens,
  type VerifySignIn,
  VerifyToken,
  type WritersState,
} from '@magpie-im/services'
import { requestAddress } from './client-address.ts'
import type { Config } from './config/keys.ts'
import { bucketOrigin } from './files/open-store.ts'
import { sites } from './sites.ts'

type UseCases = OperationPorts & OtimPorts & DownloadPorts
type Own = ReturnType<typeof ownUseCases> & Pick<OperationPorts, 'contentGrants'>

interface OwnPorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly deliveries: Deliveries
  readonly tokens: Tokens
  /** Whether demo accounts may sign in. */
  readonly demo: boolean
  readonly clock: Clock
}

interface ApiOptions extends OwnPorts {
  readonly config: Config
  readonly log: Log
  readonly watch: RequestWatch
  readonly health: Health
  /** Of who signs in to the console. */
  readonly verify: VerifySignIn
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
  const { accounts, tokenRevocations: revocations } = state
  const tokens = new VerifyToken({ accounts, tokens: options.tokens, revocations, clock, demo: options.demo })
  const userBudget = new TokenBuckets({
    ...{ clock, error: 'TooManyRequests', what: 'requests a second of one user' },
    ...{ perSecond: config['limits.requestsPerConnection'], burst: config['limits.requestBurst'] },
  })
  const budget = requests('limits.requestsPerKey', 'requests a second with one API key')
  const strangers = requests('limits.requestsWithoutKey', 'requests a second from one address without a valid API key')
  const audit = new KeepAudit({ journal, stamps: state.stamps })
  const { verify } = options
  const sessions = new ConsoleSessions({ verify, accounts, grants: state.grants, revocations, audit, clock })
  const console = { sessions, isOwnPage: originCheck([]) }
  const own = { ...ownUseCases(options), contentGrants: new ContentGrants({ audit, clock }) }
  const { keys } = own
  const addressOf = requestAddress(config)
  const mayConnect = originCheck(config['http.allowedOrigins'])
  const app = await openHttp<UseCases>({
    operations,
    routes: [otimRoutes, fileRoutes, pageRoutes(sites, bucketOrigin(config))],
    useCases: { ...options.useCases, ...own },
    ...{ keys, tokens, budget, userBudget, strangers, addressOf, console, mayConnect },
    ...{ audit, journal, clock, log, watch, health },
  })
  cleanup.defer(() => app.close())
  return { keys, handle: (request, response) => app.routing(request, response) }
}

/** Those that only this door needs. */
function ownUseCases({ journal, state, deliveries, tokens, clock }: OwnPorts) {
  const { stamps, accounts, groups, tokenRevocations: revocations } = state
  const ports = { journal, deliveries, stamps, clock, accounts }
  return {
    groups,
    threadOf: (id: ConversationId) => state.thread(id),
    keys: new ManageApiKeys({ journal, keys: state.apiKeys, clock }),
    departments: new ManageDepartments({ journal, departments: state.departments, profiles: state.profiles }),
    manageTokens: new ManageTokens({ ...ports, tokens, revocations }),
    otimCodes: omtpCodes,
  }
}
