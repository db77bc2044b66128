import type { Facts } from '../facts/facts.ts'
import type { Pushed, ShownMessage } from '../history.ts'
import type { Report, Rule } from './rule.ts'
import { placeOf } from './shown.ts'

/** Messages come in the order of the conversation wherever they are shown (I4). */
export const risesEverywhere: Rule = {
  event: (event, facts, report) => {
    if (event.type === 'pushed') pushesRise(event, facts, report)
  },
  shown: (showing, facts, report) => {
    let before: ShownMessage | undefined
    for (const message of showing.messages) {
      const { id, seqId } = message
      if (before !== undefined && before.id !== id && before.seqId >= seqId) {
        const detail = `${id} (${seqId}) is ${placeOf(showing, facts)} behind ${before.id} (${before.seqId})`
        report({ rule: 'reordered', conversation: showing.conversation, id, detail })
      }
      before = message
    }
  },
}

function pushesRise({ conversation, message: { id, seqId }, session: sessionId }: Pushed, facts: Facts, report: Report): void {
  const session = facts.session(sessionId)
  const before = session.views.get(conversation)?.pushed.at(-2)
  if (before === undefined || before.id === id || before.seqId <= seqId) return
  const detail = `${id} (${seqId}) of ${conversation} was pushed to ${session.name} after ${before.id} (${before.seqId})`
  report({ rule: 'reordered', conversation, id, detail })
}

/**
 * What was sent after something was known to be stored is behind it, whoever sent it; and of one connection what was sent later
 * is behind what was sent earlier (I4).
 */
export const inOrderOfSending: Rule = {
  end: (facts, report) => {
    for (const { id, from, seqId, after, conversation } of facts.messages.values()) {
      if (seqId === 0 || after === undefined || seqId > after.seqId) continue
      const sent = `${id} of ${from} was sent when ${after.id} of ${after.from} (${after.seqId}) was stored or under way before it`
      report({ rule: 'reordered', conversation, id, detail: `${sent}, and got ${seqId} in ${conversation}` })
    }
  },
}

/** Answers leave a connection in the order of its requests (I4). */
export const answersInOrder: Rule = {
  end: (facts, report) => {
    for (const session of facts.sessions.values()) {
      for (const { answered, waiting } of session.overtaken) {
        const detail = `${session.name} got its answer to ${answered.id} before that to ${waiting.id}, which it had sent earlier`
        report({ rule: 'reordered', conversation: answered.conversation, id: answered.id, detail })
      }
    }
  },
}
