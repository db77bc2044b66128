import type { Facts } from '../facts/facts.ts'
import { firstAtLeast } from '../facts/high-water.ts'
import type { Message } from '../facts/message.ts'
import type { Session, View } from '../facts/session.ts'
import type { Ended, Rule } from './rule.ts'

/**
 * A session is pushed everything of others and of the user's other devices behind its sync, in an unbroken run up to the last it was pushed, or to what was
 * known when the last answer was asked for that it got before it ended in peace (I7).
 */
export const missed: Rule = {
  conversation: (ended, facts, report) => {
    const { conversation, stored, membership } = ended
    const seqIds = stored.messages.map(({ seqId }) => seqId)
    for (const view of viewsOf(ended, facts)) {
      const { session, pushed } = view
      const owed = session.complete ? conversation.known.before(session.answeredSince) : 0
      const end = Math.max(owed, pushed.at(-1)?.seqId ?? 0)
      const isDue = dueTo(view)
      const had = new Set(pushed)
      for (let place = firstAtLeast(seqIds, startOf(view)); place < stored.messages.length; place++) {
        const message = stored.messages[place]
        if (message === undefined || message.seqId > end) break
        if (!isDue(message) || had.has(message) || membership.atMessage(session.user, message.seqId) !== 'in') continue
        const { id, from, seqId } = message
        const detail = `${id} of ${from} (${seqId}) was not pushed to ${session.name}, which ${begun(view)} and was owed ${conversation.key} up to ${end}`
        report({ rule: 'missed', conversation: conversation.key, id, detail })
      }
    }
  },
}

/** Also of sessions that ended in peace and never heard of the conversation. */
function viewsOf({ conversation, membership }: Ended, facts: Facts): readonly View[] {
  const isDeaf = (session: Session) => session.complete && !session.views.has(conversation.key) && !membership.isStranger(session.user)
  const deaf = [...facts.sessions.values()].filter(isDeaf)
  return [...conversation.views, ...deaf.map((session): View => ({ session, syncedTo: undefined, pushed: [] }))]
}

function startOf({ syncedTo, pushed, session }: View): number {
  if (syncedTo !== undefined) return syncedTo + 1
  return session.synced === Number.POSITIVE_INFINITY ? (pushed[0]?.seqId ?? 0) : 0
}

/** Of a conversation that the sync did not tell of, only what was sent behind the sync, or lies behind a push, is certainly due. */
function dueTo({ syncedTo, pushed, session }: View): (message: Message) => boolean {
  const first = pushed[0]?.seqId ?? Number.POSITIVE_INFINITY
  return ({ from, device, seqId, firstSent }) => {
    const isOwn = from === session.user && device === session.device
    return !isOwn && (syncedTo !== undefined || seqId > first || firstSent > session.synced)
  }
}

function begun({ syncedTo, session }: View): string {
  return syncedTo === undefined ? `was told by its sync of other conversations (event ${session.synced})` : `was synced to ${syncedTo}`
}
