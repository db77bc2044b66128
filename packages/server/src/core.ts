import { Admission, Gateway, Labels, omtp, Registry, type Session, SignIn } from '@magpie-im/gateway'
import type { Recipient, UserId } from '@magpie-im/model'
import {
  ConversationNames,
  FileAccess,
  FileHolds,
  ForwardMessages,
  GrantRights,
  ManageUsers,
  PasswordProvider,
  SignInLog,
  VerifySignIn,
} from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { LiveConfig } from './config/live-config.ts'
import type { DataFolder } from './data/data-folder.ts'
import { identityOf } from './data/identity.ts'
import { makeDemoAccounts } from './demo.ts'
import { groupsOf } from './groups.ts'
import { gatewayLimits, signInPolicy } from './limits.ts'
import type { AdjustableLog } from './logger.ts'
import { openMessageRules } from './message-rules.ts'
import { messagesOf } from './messages.ts'
import { customServices, outsideServices } from './outside.ts'
import { friendshipOf, people } from './people.ts'
import { presenceOf } from './presence.ts'
import { protect } from './protection.ts'
import { openProvider, openTokens } from './sign-in.ts'
import { openStores } from './stores.ts'
import type { Surroundings } from './surroundings.ts'

export interface CoreOptions {
  readonly config: Config
  readonly folder: Pick<DataFolder, 'journal' | 'database' | 'secrets'>
  readonly log: AdjustableLog
  readonly demo: boolean
}

export type Core = Awaited<ReturnType<typeof openCore>>

/** The server without its listeners: what connections and backends come to. The wiring, top to bottom. */
export async function openCore(
  { config: started, folder, log, demo }: CoreOptions,
  surroundings: Surroundings,
  cleanup: AsyncDisposableStack,
) {
  const { clock, soon } = surroundings
  const live = new LiveConfig(started, log)
  const config = live.now
  const protection = protect({ config, log, surroundings }, cleanup)
  const { overload, metrics, watch } = protection
  const services = outsideServices({ config, clock, log, observe: (call) => metrics.outside.add(call) })
  const subscriptionsOf = (user: UserId) => stores.state.groups.subscriptionsOf(user)
  const presence = {
    began: (session: Session) => ofPresence.watchPresence.began(session),
    ended: (session: Session) => ofPresence.watchPresence.ended(session),
  }
  const registry = new Registry({ policy: config['devices.policy'], subscriptionsOf, presence, log })
  const stores = await openStores({ config, folder, log, deliveries: registry, surroundings }, cleanup)
  const { journal, state, horizon, readModel } = stores
  live.follow(state.changedSettings, () => log.setLevel?.(config['log.level']))
  const { conversations: list, history, priority, friends, files, annotations, unreadMentions } = readModel

  const { stamps, accounts, aliases, groups } = state
  const passwords = surroundings.openPasswords()
  const tokens = openTokens(config, folder.secrets.tokenSecret)
  const provider = openProvider({ config, services, clock, builtin: new PasswordProvider({ accounts, passwords }) })
  const signIns = cleanup.adopt(new SignInLog({ journal, stamps, clock }), (log) => log.flush())
  const users = new ManageUsers({ journal, accounts, passwords, deliveries: registry })
  const friendship = friendshipOf({ config, journal, state, deliveries: registry, clock })
  const ofMessages = messagesOf(config, { journal, state, history, annotations, priority, deliveries: registry, overload, clock })
  await openMessageRules({ config, journal, state, history, clock, log }, cleanup)
  const verify = new VerifySignIn(
    { journal, accounts, provider, tokens, revocations: state.tokenRevocations, signIns, clock, log },
    signInPolicy(config, demo),
  )
  if (demo) await makeDemoAccounts({ users, grantRights: new GrantRights({ journal, ...state }), ...state, ...friendship })

  const recipientOf = (user: UserId): Recipient => ({ user, alias: (conversation) => aliases.labelOf(user, conversation) || undefined })
  const admission = new Admission({ clock, soon })
  const signIn = new SignIn({ admission, verify, registry, horizon, recipientOf, overload, metrics: metrics.requests, clock })
  const chat = { admission, signIn, ...friendship, conversations: list, history, annotations, unreadMentions, friends, horizon, clock }
  const ofPeople = people({ journal, state, friends, deliveries: registry })
  const ofPresence = presenceOf(config, { state, registry, clock })
  const ofGroups = groupsOf(config, { journal, accounts, groups, aliases, deliveries: registry })
  const shared = {
    ...chat,
    ...ofMessages,
    ...ofPeople,
    ...ofGroups,
    ...ofPresence,
    names: new ConversationNames(state),
    deliveries: registry,
  }
  const fileHolds = new FileHolds()
  const fileAccess = new FileAccess({ files, history, holds: fileHolds, threadOf: (id) => state.thread(id) })
  const ofOmtp = { labels: new Labels(state), custom: customServices(config, services), identity: identityOf(folder.secrets) }
  const protocol = omtp({ ...shared, ...ofOmtp, journal })
  const gateway = cleanup.adopt(
    new Gateway({ registry, limits: gatewayLimits(config), clock, log, metrics: metrics.requests, watch, atEndOfTick: soon }),
    (gateway) => gateway.stop('stopping'),
  )
  metrics.watch({ journal, readModel, gateway, registry, overload, signIns })
  const forwardMessages = new ForwardMessages({ history, fileAccess, send: shared.send })
  const useCases = { users, fileHolds, fileAccess, forwardMessages, ...shared, list }
  return { config, stores, protection, registry, tokens, signIns, verify, gateway, protocol, useCases }
}
