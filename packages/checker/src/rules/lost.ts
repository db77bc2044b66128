import type { Message } from '../facts/message.ts'
import type { Rule } from './rule.ts'

/** What somebody was told is stored, by an acknowledgement or by being shown it, is there in the end. */
export const lost: Rule = {
  end: (facts, report) => {
    const stored = new Set([...facts.conversations.values()].flatMap((conversation) => conversation.stored?.messages ?? []))
    for (const message of facts.messages.values()) {
      if (message.seqId === 0 || stored.has(message)) continue
      const { id, from, conversation } = message
      const isTold = facts.conversation(conversation).stored !== undefined
      const missing = isTold ? `it is not stored in ${conversation}` : `nothing tells what is stored of ${conversation}`
      report({ rule: 'lost', conversation, id, detail: `${id} of ${from} was ${evidence(message)}, and ${missing}` })
    }
  },
}

function evidence({ acked, seqId, shownTo }: Message): string {
  if (acked) return `acknowledged as ${seqId}`
  return `shown to session ${shownTo} as ${seqId}`
}
