import type { ConversationKey } from './history.ts'

/** The same whoever comes first. */
export function pairKey(a: string, b: string): ConversationKey {
  return a < b ? `${a}+${b}` : `${b}+${a}`
}

export function groupKey(group: string): ConversationKey {
  return `#${group}`
}
