import { type Grant, ImError, parseUserId, rights, type UserId } from '@magpie-im/model'
import type { GrantRights, Grants, Groups } from '@magpie-im/services'
import type { ControlCommands } from './server.ts'

export interface RightPorts {
  readonly grantRights: GrantRights
  readonly grants: Grants
  readonly groups: Groups
}

type Arguments = Readonly<Record<string, string | undefined>>

const operator = 'control socket'

/** Gives and takes rights; each answers with those the user has then. */
export function rightCommands({ grantRights, grants, groups }: RightPorts): ControlCommands {
  const list = (user: UserId) => grants.of(user).map((grant) => describe(grant, groups))
  const change = (verb: 'grant' | 'revoke') => async (values: Arguments) => {
    const grant = grantOf(values, groups)
    await grantRights[verb](operator, grant)
    return list(grant.user)
  }
  return {
    'right grant': change('grant'),
    'right revoke': change('revoke'),
    'right list': ({ user }) => list(parseUserId(user ?? '')),
  }
}

function grantOf({ user, right: name, group }: Arguments, groups: Groups): Grant {
  const right = rights.find((right) => right === name)
  if (right === undefined) throw new ImError('BadRequest', { detail: `a right is one of ${rights.join(', ')}` })
  return { user: parseUserId(user ?? ''), right, conversation: group === undefined ? undefined : groups.get(group).id }
}

function describe({ right, conversation }: Grant, groups: Groups): string {
  if (conversation === undefined) return `${right} everywhere`
  return `${right} in ${groups.byConversation(conversation)?.info.id ?? `conversation ${conversation}`}`
}
