import type { ControlTarget, Entry, MentioningMessage, Message, UserId } from '@magpie-im/model'

/** Whether a message that counts as unread for `reader` mentions him, by name or with everybody. */
export function mentions({ sender, counted, links }: Pick<Message, 'sender' | 'counted' | 'links'>, reader: UserId): boolean {
  if (links?.mentions === undefined || !counted || sender === reader) return false
  return links.mentions.all === true || links.mentions.users.includes(reader)
}

/** What the tail says of a conversation's messages that mention a reader. */
export interface MentionsInTail {
  /** They mention him, unless he deleted them before. */
  readonly known: readonly MentioningMessage[]
  /** Seqs of messages of which a snapshot says what is no longer so. */
  readonly overruled: ReadonlySet<number>
  /** Messages up to this seq are gone. */
  readonly floor: number
}

export function mentionsIn(entries: readonly Entry[], reader: UserId): MentionsInTail {
  const known = new Map<number, MentioningMessage>()
  const deleted = new Set<number>()
  const overruled = new Set<number>()
  let floor = 0
  const note = (message: Pick<ControlTarget, 'seq' | 'seqId' | 'sender' | 'counted'> & Pick<Message, 'links'>) => {
    const { seq, seqId } = message
    if (mentions(message, reader) && !deleted.has(seq)) known.set(seq, { seq, seqId })
  }
  for (const { record } of entries) {
    if (record.type === 'expiry') floor = Math.max(floor, record.seq)
    if (record.type === 'message') note(record)
    if (record.type !== 'message-control' || (record.only ?? reader) !== reader) continue
    const { target, action, links } = record
    known.delete(target.seq)
    overruled.add(target.seq)
    if (action === 'delete') deleted.add(target.seq)
    if (action === 'override') note({ ...target, links })
  }
  return { known: [...known.values()], overruled, floor }
}
