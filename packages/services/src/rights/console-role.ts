import { type ConsoleRole, consoleRoles, type Right, type UserId } from '@magpie-im/model'
import type { Grants } from './grants.ts'

const rightOf: Record<ConsoleRole, Right> = { viewer: 'view', operator: 'operate', admin: 'administer' }

export function isOfConsole(right: Right): boolean {
  return Object.values(rightOf).includes(right)
}

/** The highest that a user was given; undefined: he does not come in. */
export function roleOf(grants: Pick<Grants, 'has'>, user: UserId): ConsoleRole | undefined {
  return consoleRoles.findLast((role) => grants.has(user, rightOf[role]))
}

export function isAtLeast(role: ConsoleRole, needed: ConsoleRole): boolean {
  return consoleRoles.indexOf(role) >= consoleRoles.indexOf(needed)
}
