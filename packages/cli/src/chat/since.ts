import type { Conversation } from './conversations.ts'
import type { Message } from './message.ts'
import type { Session } from './session.ts'

const firstPage = 20
const largestPage = 200

/** What a conversation holds beyond what was shown, oldest first; of one that was never open the newest, all unread ones if there are not too many. */
export async function messagesSince(session: Session, { label, unread, shownTo }: Conversation): Promise<Message[]> {
  const first = shownTo === undefined
  const count = first ? Math.min(largestPage, Math.max(firstPage, unread)) : largestPage
  const messages: Message[] = []
  for (let upTo = 0; ; ) {
    const page = await session.history(label, { upTo, count })
    const fresh = page.filter(({ seqId }) => seqId > (shownTo ?? 0))
    messages.push(...fresh)
    const oldest = fresh.at(-1)
    if (first || oldest === undefined || fresh.length < count) return messages.reverse()
    upTo = oldest.seqId - 1
  }
}
