import { Gateway, Labels, omtp, Registry, SignIn } from '@magpie-im/gateway'
import type { Health } from '@magpie-im/http'
import type { Recipient, UserId } from '@magpie-im/model'
import {
  type Compactions,
  type ManageApiKeys,
  ManageUsers,
  PasswordProvider,
  Passwords,
  SignInLog,
  type Tokens,
  VerifySignIn,
} from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { LiveConfig } from './config/live-config.ts'
import type { ConfigOrigins } from './config/read.ts'
import type { RightPorts } from './control/right-commands.ts'
import type { DataFolder } from './data/data-folder.ts'
import { identityOf } from './data/identity.ts'
import { makeDemoAccounts } from './demo.ts'
import { type Doors, openDoors } from './doors.ts'
import { groupsOf } from './groups.ts'
import { healthOf } from './health.ts'
import { httpApi } from './http-api.ts'
import { gatewayLimits, signInPolicy } from './limits.ts'
import type { AdjustableLog } from './logger.ts'
import { openMessageRules } from './message-rules.ts'
import { messagesOf } from './messages.ts'
import { operating } from './operating.ts'
import { customServices, outsideServices } from './outside.ts'
import { friendshipOf, people } from './people.ts'
import { type Protection, protect } from './protection.ts'
import { openProvider, openTokens } from './sign-in.ts'
import { openStores } from './stores.ts'
import { systemClock as clock } from './system-clock.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'

interface BuildOptions {
  readonly config: Config
  readonly origins: ConfigOrigins
  readonly folder: DataFolder
  readonly log: AdjustableLog
  readonly demo: boolean
  /** Undefined: no TLS. */
  readonly certificate: RenewedCertificate | undefined
}

export interface Core {
  readonly users: ManageUsers
  readonly tokens: Tokens
  readonly keys: ManageApiKeys
  readonly protection: Protection
  readonly compactions: Compactions
  readonly health: Health
  readonly rights: RightPorts
  listen(): Promise<Doors>
  stop(): Promise<void>
}

/** How long a start waits for the read model; after that messages flow, and reads are refused until it is there. */
const startPatienceMs = 1_500

/** The wiring, top to bottom. */
export async function build({ config: started, origins, folder, log, demo, certificate }: BuildOptions): Promise<Core> {
  await using cleanup = new AsyncDisposableStack()
  const live = new LiveConfig(started, log)
  const config = live.now
  const protection = protect({ config, log }, cleanup)
  const { overload, metrics, watch } = protection
  const services = outsideServices({ config, clock, log, observe: (call) => metrics.outside.add(call) })
  const subscriptionsOf = (user: UserId) => stores.state.groups.subscriptionsOf(user)
  const registry = new Registry({ policy: config['devices.policy'], subscriptionsOf, log })
  const stores = await openStores({ config, folder, log, deliveries: registry }, cleanup)
  const { journal, state, horizon, readModel } = stores
  live.follow(state.changedSettings, () => log.setLevel?.(config['log.level']))
  const { conversations: list, history, priority, friends } = readModel

  const { stamps, accounts, conversations, aliases, groups } = state
  const passwords = new Passwords()
  const tokens = openTokens(config, folder.secrets.tokenSecret)
  const provider = openProvider({ config, services, clock, builtin: new PasswordProvider({ accounts, passwords }) })
  const signIns = new SignInLog({ journal, stamps, clock })
  const users = new ManageUsers({ journal, accounts, passwords, deliveries: registry })
  const friendship = friendshipOf({ config, journal, state, deliveries: registry, clock })
  const ofMessages = messagesOf(config, { journal, state, history, priority, deliveries: registry, overload, clock })
  await openMessageRules({ config, journal, state, history, clock, log }, cleanup)
  const verify = new VerifySignIn(
    { journal, accounts, provider, tokens, revocations: state.tokenRevocations, signIns, clock, log },
    signInPolicy(config, demo),
  )
  if (demo) await makeDemoAccounts({ users, conversations, ...friendship })

  const recipientOf = (user: UserId): Recipient => ({ user, alias: (conversation) => aliases.labelOf(user, conversation) || undefined })
  const signIn = new SignIn({ verify, registry, horizon, recipientOf, overload, metrics: metrics.requests, clock })
  const labels = new Labels(state)
  const chat = { signIn, ...friendship, conversations: list, history, friends, horizon, labels, clock }
  const ofPeople = people({ journal, state, friends, deliveries: registry })
  const ofGroups = groupsOf(config, { journal, accounts, groups, aliases, deliveries: registry })
  const own = { custom: customServices(config, services), identity: identityOf(folder.secrets) }
  const protocol = omtp({ ...chat, ...ofMessages, ...ofPeople, ...ofGroups, ...own, journal, deliveries: registry })
  const gateway = cleanup.adopt(
    new Gateway({ registry, limits: gatewayLimits(config), clock, log, metrics: metrics.requests, watch, atEndOfTick: setImmediate }),
    (gateway) => gateway.stop('stopping'),
  )
  metrics.watch({ journal, readModel, gateway, registry, overload, signIns })
  const listening = { now: false }
  const health = healthOf({ listening, journal, readModel, metrics })
  const ofOperator = operating({ config: started, origins, stores, gateway, traced: protection.traced })
  const useCases = { ...ofOperator, users, ...chat, ...ofMessages, ...ofPeople, ...ofGroups, list }
  const api = await httpApi({ config, journal, state, deliveries: registry, tokens, clock, log, watch, health, useCases }, cleanup)
  const running = cleanup.move()
  return {
    users,
    tokens,
    keys: api.keys,
    listen: async () => {
      await Promise.race([readModel.caughtUp(), new Promise<void>((resolve) => clock.after(startPatienceMs, resolve))])
      const doors = await openDoors({ config, gateway, protocol, handle: api.handle, certificate, log, metrics: metrics.requests }, running)
      noteListening(listening, running)
      return doors
    },
    protection,
    rights: { ...ofOperator, groups },
    compactions: stores.compactions,
    health,
    stop: () => running.disposeAsync(),
  }
}

function noteListening(listening: { now: boolean }, running: AsyncDisposableStack): void {
  listening.now = true
  running.defer(() => {
    listening.now = false
  })
}
