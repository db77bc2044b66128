import type { Facts } from '../facts/facts.ts'
import type { Message } from '../facts/message.ts'
import type { Report, Rule } from './rule.ts'
import { placeOf } from './shown.ts'

/** A message has one place, whoever is told of it and however often (I3). */
export const ackDiffers: Rule = {
  event: (event, facts, report) => {
    if (event.type !== 'acked') return
    const problem = difference(facts.messages.get(event.id), event)
    if (problem !== undefined) tell(facts, event.id, { report, problem: `was acknowledged to session ${event.session} ${problem}` })
  },
  shown: (showing, facts, report) => {
    for (const shown of showing.messages) {
      const message = facts.messages.get(shown.id)
      const problem = message?.conversation === showing.conversation ? difference(message, shown) : undefined
      if (problem !== undefined) tell(facts, shown.id, { report, problem: `is ${placeOf(showing, facts)} ${problem}` })
    }
  },
}

interface Told {
  readonly seqId: number
  readonly seq?: number
}

function difference(message: Message | undefined, { seqId, seq }: Told): string | undefined {
  if (message === undefined) return undefined
  if (seqId !== message.seqId) return `as ${seqId}, and was told as ${message.seqId} before`
  return seq === undefined || seq === message.seq ? undefined : `with seq ${seq}, and was told with ${message.seq} before`
}

function tell(facts: Facts, id: string, { report, problem }: { readonly report: Report; readonly problem: string }): void {
  const conversation = facts.messages.get(id)?.conversation ?? ''
  report({ rule: 'ack-differs', conversation, id, detail: `${id} ${problem}` })
}
