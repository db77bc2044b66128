import { hostname } from 'node:os'
import type { Gateway } from '@magpie-im/gateway'
import { ChangeBlockedWord, GrantRights, ManageSettings, MuteUser, type TracedUsers } from '@magpie-im/services'
import { configuredSettings } from './config/configured-settings.ts'
import type { Config } from './config/keys.ts'
import type { ConfigOrigins } from './config/read.ts'
import type { Stores } from './stores.ts'

interface OperatingPorts {
  /** As the server was started with it. */
  readonly config: Config
  readonly origins: ConfigOrigins
  readonly stores: Stores
  readonly gateway: Gateway
  readonly traced: TracedUsers
}

/** What the operator sees and does while the server runs. */
export function operating({ config, origins, stores, gateway, traced }: OperatingPorts) {
  const { journal, state, readModel, compactions } = stores
  const { accounts, stamps, grants, mutes, blockedWords } = state
  const { signIns, devices, auditLog, statistics } = readModel
  return {
    grants,
    grantRights: new GrantRights({ journal, accounts, grants, stamps }),
    mutes,
    muteUser: new MuteUser({ journal, accounts, mutes, stamps }),
    blockedWords,
    changeBlockedWord: new ChangeBlockedWord({ journal, blockedWords, stamps }),
    settings: new ManageSettings({ journal, stamps, changed: state.changedSettings, configured: configuredSettings(config, origins) }),
    connections: gateway.open,
    node: config['node.name'] || hostname(),
    traced,
    compactions,
    ...{ signIns, devices, auditLog, statistics },
  }
}
