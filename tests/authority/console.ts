import type { ConsoleRole } from '../drivers/console.ts'

const rows: Readonly<Record<ConsoleRole, readonly string[]>> = {
  viewer: [
    ...['listUsers', 'getUser', 'getMute', 'listFriends', 'listGroupsOfUser', 'listDevices', 'listRights', 'listConnections'],
    ...['listGroups', 'getGroup', 'listMembers', 'listDepartments', 'listWords', 'listSignIns', 'getStatistics', 'listAudit'],
    ...['listKeys', 'listSettings', 'getSetting', 'listTraces', 'getCompaction'],
    ...['inspectConversations', 'inspectConversation', 'getOverview', 'checkServer', 'listLog'],
  ],
  operator: [
    ...['createUser', 'updateUser', 'setPassword', 'revokeTokens', 'setMute', 'endDevice', 'endConnection', 'endConnections'],
    ...['updateGroup', 'dismissGroup', 'transferGroup', 'changeMember', 'removeMember', 'blockWords', 'allowWord'],
  ],
  admin: [
    'createKey',
    'revokeKey',
    'grantRight',
    'revokeRight',
    'changeSetting',
    'resetSetting',
    'traceUser',
    'untraceUser',
    'compact',
    'grantContents',
    'readContents',
  ],
}

/** The least role that may do it from the console. What is not here the console does not do for anybody. */
export const leastRole: ReadonlyMap<string, ConsoleRole> = new Map(
  Object.entries(rows).flatMap(([role, ids]) => ids.map((id) => [id, role as ConsoleRole] as const)), // as: the keys of the table
)
