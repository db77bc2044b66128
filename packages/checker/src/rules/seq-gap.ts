import type { Rule } from './rule.ts'

/** What is stored is numbered 1, 2, 3 … (I2), where it is told. */
export const seqGap: Rule = {
  event: (event, _facts, report) => {
    if (event.type !== 'stored') return
    const { conversation } = event
    let last = 0
    for (const { id, seq, seqId } of event.messages) {
      if (seq !== undefined && seq !== last + 1) {
        report({
          rule: 'seq-gap',
          conversation,
          id,
          detail: `${id} (${seqId}) is stored in ${conversation} with seq ${seq} behind ${last}`,
        })
      }
      last = seq ?? last + 1
    }
  },
}
