import type { ConversationList, Stamp } from '@magpie-im/model'
import { type Horizon, type SyncPage, SyncWindow, syncConversations } from '@magpie-im/services'
import type { Admission } from './admission.ts'
import type { Session } from './session.ts'

interface SyncPorts {
  readonly admission: Admission
  readonly conversations: ConversationList
  readonly horizon: Horizon
}

interface PageRequest<Answer> {
  readonly session: Session
  readonly after: Stamp
  /** What is to be answered with. */
  readonly make: (page: SyncPage) => Answer | Promise<Answer>
}

/** Answers with what changed in the user's list after a stamp; behind the last page follows what happened meanwhile (I7). */
export async function answerPage<Answer>(
  { admission, conversations, horizon }: SyncPorts,
  { session, after, make }: PageRequest<Answer>,
  answer: (made: Answer) => void,
): Promise<void> {
  const isFirst = session.window !== undefined
  const window = session.beginPage(() => new SyncWindow(horizon.now))
  let more = true
  try {
    if (isFirst) await admission.enter()
    const page = await syncConversations(conversations, { user: session.user, after, window })
    const made = await make(page)
    more = page.more
    answer(made)
  } finally {
    session.endPage({ more })
  }
}
