import { type ConversationKey, groupKey, groupOf, type MessageId, pairKey } from '@magpie-im/checker'

const single = 'LP_G1_'
const mostRecent = 64

/** What a phone remembers of a message. */
export interface Remembered {
  readonly id: MessageId
  readonly from: string
  readonly seqId: number
}

/** A conversation as one user's phone knows it. */
export class Conversation {
  readonly key: ConversationKey
  /** User or group. */
  readonly to: string
  readonly isGroup: boolean
  /** What OMTP calls the conversation. */
  readonly label: string
  /** The newest messages that were shown, oldest first. */
  readonly recent: Remembered[] = []
  /** seqId of the newest message known of, own ones too. */
  newest = 0
  /** Up to here there is something to show; everything behind was or will be pushed. */
  owedTo = 0
  /** Up to here everything is on the phone. */
  filledTo = 0
  readTo = 0

  constructor(key: ConversationKey, user: string) {
    const group = groupOf(key)
    this.key = key
    this.isGroup = group !== undefined
    this.to = group ?? peerOf(key, user)
    this.label = group ?? labelOf(user, this.to)
  }

  /** Pushes come in order, and behind what the sync showed. */
  pushed(message: Remembered): void {
    const isFilled = this.filledTo >= this.owedTo
    this.owedTo = Math.max(this.owedTo, message.seqId)
    if (isFilled) this.filledTo = this.owedTo
    this.remember(message)
  }

  listed(newest: Remembered): void {
    this.owedTo = Math.max(this.owedTo, newest.seqId)
    this.remember(newest)
  }

  remember(message: Remembered): void {
    if (message.seqId <= this.newest) return
    this.newest = message.seqId
    this.recent.push(message)
    if (this.recent.length > 2 * mostRecent) this.recent.splice(0, mostRecent)
  }
}

/** The conversation that `user` is told of as `label`; ids may hold underscores, so his own tells where the other begins. */
export function keyOfLabel(label: string, user: string): ConversationKey {
  if (!label.startsWith(single)) return groupKey(label)
  const rest = label.slice(single.length)
  return pairKey(user, rest.startsWith(`${user}_`) ? rest.slice(user.length + 1) : rest.slice(0, -user.length - 1))
}

function labelOf(a: string, b: string): string {
  return a < b ? `${single}${a}_${b}` : `${single}${b}_${a}`
}

function peerOf(key: ConversationKey, user: string): string {
  return key.startsWith(`${user}+`) ? key.slice(user.length + 1) : key.slice(0, -user.length - 1)
}
