import { hasHappened } from '../facts/request.ts'
import type { Rule } from './rule.ts'
import { placeOf } from './shown.ts'

/** What was revoked is never shown with its content to anybody who asks later. */
export const revokedIsBack: Rule = {
  shown: (showing, facts, report) => {
    const { conversation, messages, asked } = showing
    for (const { id, body } of messages) {
      const message = facts.messages.get(id)
      if (body === '' || message === undefined || message.revokes.length === 0) continue
      if (!hasHappened(message.revokes, asked) && message.seenRevoked >= asked) continue
      const detail = `${id} is ${placeOf(showing, facts)} with its content, and was revoked before that was asked for`
      report({ rule: 'revoked-is-back', conversation, id, detail })
    }
  },
}
