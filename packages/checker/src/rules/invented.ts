import { digestOf } from '../facts/digest.ts'
import type { Facts } from '../facts/facts.ts'
import { mayHaveHappened } from '../facts/request.ts'
import type { RuleName } from '../finding.ts'
import type { HistoryEvent, ShownMessage } from '../history.ts'
import type { Rule } from './rule.ts'
import { placeOf, type Showing } from './shown.ts'

/** What is shown was sent: by this user, to this conversation, with this body. What is called revoked, somebody asked to revoke. */
export const invented: Rule = {
  event: (event, facts, report) => {
    const detail = toldOf(event, facts)
    if (detail !== undefined && 'id' in event) report({ rule: 'invented', id: event.id, detail })
  },
  shown: (showing, facts, report) => {
    for (const message of showing.messages) {
      const problem = shownAs(message, showing, facts)
      if (problem === undefined) continue
      const [rule, what] = problem
      const { id } = message
      report({ rule, conversation: showing.conversation, id, detail: `${id} is ${placeOf(showing, facts)}${what}` })
    }
  },
}

function toldOf(event: HistoryEvent, facts: Facts): string | undefined {
  if (event.type === 'acked' && !facts.messages.has(event.id)) {
    return `session ${event.session} got an acknowledgement of ${event.id}, which nobody sent`
  }
  if (event.type !== 'control' || mayHaveHappened(facts.messages.get(event.id)?.revokes ?? [], facts.now)) return undefined
  return `session ${event.session} was told that ${event.id} of ${event.conversation} was revoked, and nobody asked for it`
}

function shownAs({ id, from, body }: ShownMessage, { conversation }: Showing, facts: Facts): readonly [RuleName, string] | undefined {
  const message = facts.messages.get(id)
  if (message === undefined) return ['invented', ', and nobody sent it']
  if (message.conversation !== conversation) return ['invented', `, and was sent to ${message.conversation}`]
  if (message.from !== from) return ['invented', ` as written by ${from}, and ${message.from} sent it`]
  if (digestOf(body) === message.digest) return undefined
  if (body !== '') return ['invented', ` with a body that is not the one ${from} sent`]
  return mayHaveHappened(message.revokes, facts.now) ? undefined : ['lost', ' without its body, and nobody asked to revoke it']
}
