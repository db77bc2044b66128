import type { ConversationKey } from './history.ts'

/** The same whoever comes first. */
export function pairKey(a: string, b: string): ConversationKey {
  return a < b ? `${a}+${b}` : `${b}+${a}`
}

export function groupKey(group: string): ConversationKey {
  return `#${group}`
}

/** Undefined for a conversation of two. */
export function groupOf(key: ConversationKey): string | undefined {
  return key.startsWith('#') ? key.slice(1) : undefined
}
