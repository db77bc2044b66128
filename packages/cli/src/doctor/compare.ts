import type { InspectedConversation, SqliteInspection } from '@magpie-im/storage'
import { type Fold, messagesAbove } from './fold.ts'

/** Where the rows of the read model say something else than the journal up to the same position. */
export function* compare(fold: Fold, readModel: Pick<SqliteInspection, 'conversations'>): Iterable<string> {
  const seen = new Set<number>()
  for (const row of readModel.conversations()) {
    seen.add(row.conversation)
    yield* compareConversation(fold, row)
  }
  for (const [id, { lastSeq }] of fold.conversations) {
    if (lastSeq > 0 && !seen.has(id)) yield `conversation ${id} has ${lastSeq} messages in the journal and none in the read model`
  }
}

function* compareConversation(fold: Fold, row: InspectedConversation): Iterable<string> {
  const told = fold.conversations.get(row.conversation)
  const name = `conversation ${row.conversation}`
  if (told === undefined) {
    yield `${name} is in the read model and not in the journal`
    return
  }
  const kept = messagesAbove(told, told.floor).length
  if (row.floor === told.floor && row.messages !== kept)
    yield `I2: ${name}: ${row.messages} messages in the read model, ${kept} in the journal`
  if (row.lastSeq !== told.lastSeq) yield `${name}: the newest seq is ${row.lastSeq} in the read model, ${told.lastSeq} in the journal`
  if (row.lastSeqId !== told.lastSeqId) yield `${name}: the newest seqId differs from the journal's`
  if (row.floor !== told.floor) yield `${name}: messages up to ${row.floor} are gone in the read model, up to ${told.floor} by the journal`
  const missing = [...told.readSeqs.keys()].filter((user) => !row.members.some((member) => member.user === user)).length
  if (missing > 0) yield `${name}: ${missing} of its members are missing in the read model`
  for (const member of row.members) {
    const readSeq = told.readSeqs.get(member.user)
    if (readSeq === undefined) {
      yield `I8: ${name}: somebody is a member in the read model and not by the journal`
      continue
    }
    const unread = fold.unread(told, member.user)
    if (member.readSeq !== readSeq) yield `I6: ${name}: a read mark is ${member.readSeq} in the read model, ${readSeq} in the journal`
    if (member.unread !== unread) yield `I6: ${name}: ${member.unread} unread in the read model, ${unread} by the journal`
  }
}
