import type { Facts } from '../facts/facts.ts'
import type { Message } from '../facts/message.ts'
import type { Pushed } from '../history.ts'
import type { Report, Rule } from './rule.ts'
import { placeOf } from './shown.ts'

/** Nothing is stored twice, on a page twice, or pushed to a session that has it from a push or from its sync. */
export const doubled: Rule = {
  event: (event, facts, report) => {
    if (event.type === 'pushed') pushedAgain(event, facts, report)
  },
  shown: (showing, facts, report) => {
    const { conversation, messages } = showing
    if (messages.length < 2) return
    const seen = new Set<string>()
    for (const { id, seqId } of messages) {
      if (seen.has(id)) report({ rule: 'doubled', conversation, id, detail: `${id} (${seqId}) is twice ${placeOf(showing, facts)}` })
      seen.add(id)
    }
  },
}

function pushedAgain({ conversation, message: { id, seqId }, session: sessionId }: Pushed, facts: Facts, report: Report): void {
  const session = facts.session(sessionId)
  const view = session.views.get(conversation)
  if (view === undefined) return
  const finding = { rule: 'doubled', conversation, id } as const
  const known = view.syncedTo
  if (known !== undefined && seqId <= known) {
    report({
      ...finding,
      detail: `${id} (${seqId}) was pushed to ${session.name}, whose sync of ${conversation} covered everything up to ${known}`,
    })
  }
  if (isAmongEarlier(view.pushed, id))
    report({ ...finding, detail: `${id} (${seqId}) of ${conversation} was pushed twice to ${session.name}` })
}

/** Pushes rise by seqId, or another rule says so: one that is newer than the one before it is not among the earlier ones. */
function isAmongEarlier(pushed: readonly Message[], id: string): boolean {
  const last = pushed.at(-1)
  const previous = pushed.at(-2)
  if (last === undefined || previous === undefined || last.id !== id || last.seqId > previous.seqId) return false
  return pushed.findIndex((one) => one.id === id) < pushed.length - 1
}
