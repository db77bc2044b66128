import type { Conversation, Page } from '../facts/conversation.ts'
import { firstAtLeast, type Moment } from '../facts/high-water.ts'
import type { Message } from '../facts/message.ts'
import type { Finding } from '../finding.ts'
import type { Membership } from '../membership.ts'
import type { Rule } from './rule.ts'

/** A page has everything it covers, and a sync is as new as the sign-in: what was acknowledged before, or shown to anybody, is in it. */
export const staleAnswer: Rule = {
  conversation: ({ conversation, stored: { messages }, membership }, _facts, report) => {
    const seqIds = messages.map(({ seqId }) => seqId)
    for (const page of conversation.pages) {
      const from = firstDue(membership, page.session.user, page)
      const had = new Set(page.messages)
      for (let place = firstAtLeast(seqIds, Math.max(page.after + 1, from)); place < messages.length; place++) {
        const message = messages[place]
        if (message === undefined || message.seqId > page.dueTo) break
        if (!had.has(message)) report(absent(conversation, message, page))
      }
    }
    for (const { session, newest, told } of conversation.listings) {
      const known = conversation.known.before(session.opened)
      if (newest >= known || known < firstDue(membership, session.user, { asked: session.opened, answered: told })) continue
      const detail = `the sync of ${session.name} showed ${newest} as the newest of ${conversation.key}, and ${known} was known before it was opened`
      report({ rule: 'lost', conversation: conversation.key, detail })
    }
  },
}

/** He may see at least what came since his last change of membership. */
function firstDue(
  membership: Membership,
  user: string,
  { asked, answered }: { readonly asked: Moment; readonly answered: Moment },
): number {
  if (membership.during(user, asked, answered) !== 'in') return Number.POSITIVE_INFINITY
  return membership.settledAt(user, answered)
}

function absent({ key }: Conversation, { id, from, seqId, acked }: Message, { session, after, dueTo }: Page): Finding {
  const what = `${id} of ${from} (${seqId}${acked ? ', acknowledged' : ''})`
  return {
    rule: 'lost',
    conversation: key,
    id,
    detail: `${what} is not in a page of ${session.name} that covers ${key} behind ${after} up to ${dueTo}`,
  }
}
