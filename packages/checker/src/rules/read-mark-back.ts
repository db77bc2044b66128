import type { Conversation, Listing } from '../facts/conversation.ts'
import { firstAtLeast } from '../facts/high-water.ts'
import type { Ended, Rule } from './rule.ts'

/** A read mark never goes back, and never beyond what there is or what the user has read (I6). */
export const readMarkBack: Rule = {
  conversation: (ended, _facts, report) => {
    const { conversation, stored } = ended
    const seqIds = stored.messages.map(({ seqId }) => seqId)
    for (const listing of conversation.listings) {
      const { session, readTo } = listing
      const problem = beyond(ended, listing) ?? back(conversation, seqIds, listing)
      if (problem === undefined) continue
      const detail = `${session.name} was told a read mark of ${conversation.key} at ${readTo}, ${problem}`
      report({ rule: 'read-mark-back', conversation: conversation.key, detail })
    }
  },
}

function beyond({ conversation, membership }: Ended, { session, readTo, newest, told }: Listing): string | undefined {
  if (readTo > newest) return `beyond the newest message, ${newest}`
  const asked = conversation.readMarksOf(session.user).asked.before(told)
  // Who joins has read what was there before him.
  if (readTo <= asked || !membership.isConstant(session.user)) return undefined
  return `and nobody asked for more than ${asked}`
}

function back(conversation: Conversation, seqIds: readonly number[], { session, readTo }: Listing): string | undefined {
  const least = conversation.readMarksOf(session.user).least.before(session.opened)
  // A mark lies at a message: the newest up to where it was asked for.
  const mark = seqIds[firstAtLeast(seqIds, least + 1) - 1] ?? 0
  return readTo >= mark ? undefined : `and it had been at ${mark} before the session was opened`
}
