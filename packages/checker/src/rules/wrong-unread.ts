import type { Conversation, Listing } from '../facts/conversation.ts'
import { firstAtLeast } from '../facts/high-water.ts'
import type { Message } from '../facts/message.ts'
import { hasHappened, mayHaveHappened } from '../facts/request.ts'
import type { Rule } from './rule.ts'

/** Unread is what others wrote behind the read mark up to the newest message shown, without what is revoked (I6). */
export const wrongUnread: Rule = {
  conversation: ({ conversation, stored, membership }, _facts, report) => {
    const counts = new Map<string, (from: number, to: number) => number>()
    for (const listing of conversation.listings) {
      const { session, newest, unread, readTo } = listing
      const count = counts.get(session.user) ?? othersBetween(stored.messages, session.user)
      counts.set(session.user, count)
      const joined = Math.min(membership.settledAt(session.user, listing.told), newest + 1)
      const { certain, possible } = revokedIn(conversation, listing)
      const most = count(readTo, newest) - certain
      const least = Math.max(0, count(Math.max(readTo, joined - 1), newest) - certain - possible)
      if (unread >= least && unread <= most) continue
      const right = least === most ? `${most}` : `${least} to ${most}`
      const detail = `${session.name} was told ${unread} unread of ${conversation.key}, and it is ${right}: read to ${readTo}, newest ${newest}`
      report({ rule: 'wrong-unread', conversation: conversation.key, detail })
    }
  },
}

/** How many messages others than `user` wrote with a seqId above `from`, up to `to`. */
function othersBetween(messages: readonly Message[], user: string): (from: number, to: number) => number {
  const seqIds = messages.filter((message) => message.from !== user).map(({ seqId }) => seqId)
  return (from, to) => Math.max(0, firstAtLeast(seqIds, to + 1) - firstAtLeast(seqIds, from + 1))
}

/** What was being revoked while the sync was asked for may count or not. */
function revokedIn({ revoked }: Conversation, { session, readTo, newest, told }: Listing): { certain: number; possible: number } {
  let certain = 0
  let possible = 0
  for (const { from, seqId, revokes, seenRevoked } of revoked) {
    if (from === session.user || seqId <= readTo || seqId > newest || seqId === 0) continue
    if (hasHappened(revokes, session.opened) || seenRevoked < session.opened) certain++
    else if (mayHaveHappened(revokes, told)) possible++
  }
  return { certain, possible }
}
