import type { Message } from '../facts/message.ts'
import type { Ended, Report, Rule } from './rule.ts'

/** Who is certainly not a member is shown nothing of a conversation, and writes nothing into it (I8). */
export const seenByStranger: Rule = {
  conversation: (ended, _facts, report) => {
    pushes(ended, report)
    answers(ended, report)
    writers(ended, report)
  },
}

function pushes({ conversation, membership }: Ended, report: Report): void {
  for (const { session, pushed } of conversation.views) {
    const isMember = membership.isConstant(session.user) && membership.atMessage(session.user, 0) === 'in'
    for (const { id, seqId } of isMember ? [] : pushed) {
      if (membership.atMessage(session.user, seqId) !== 'out') continue
      const detail = `${id} (${seqId}) of ${conversation.key} was pushed to ${session.name}, who was not a member then`
      report({ rule: 'seen-by-stranger', conversation: conversation.key, id, detail })
    }
  }
}

function answers({ conversation: { key, pages, listings }, membership }: Ended, report: Report): void {
  for (const { session, asked, answered, messages } of pages) {
    if (messages.length === 0 || membership.during(session.user, asked, answered) !== 'out') continue
    report({ rule: 'seen-by-stranger', conversation: key, detail: `a page of ${key} was shown to ${session.name}, who was not a member` })
  }
  for (const { session, told } of listings) {
    if (membership.during(session.user, session.opened, told) !== 'out') continue
    report({ rule: 'seen-by-stranger', conversation: key, detail: `the sync told ${session.name} of ${key}, of which he was not a member` })
  }
}

function writers({ conversation: { key }, stored, membership }: Ended, report: Report): void {
  const isStranger = ({ from, seqId }: Message) => membership.atMessage(from, seqId) === 'out'
  for (const { id, from, seqId } of stored.messages.filter(isStranger)) {
    report({
      rule: 'seen-by-stranger',
      conversation: key,
      id,
      detail: `${id} of ${from} is stored as ${seqId} in ${key}, of which he was not a member then`,
    })
  }
}
