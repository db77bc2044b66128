import type { ConversationKey } from '@magpie-im/checker'

/** A promise that was not kept; `rule` is one of the checker's or one of the simulation's own. */
export interface Wrong {
  readonly rule: string
  readonly detail: string
  readonly conversation?: ConversationKey
}
