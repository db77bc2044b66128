import type { HistoryEvent, SessionId } from '@magpie-im/checker'
import type { Wrong } from './wrong.ts'

/** A client that has not asked for its sync for so long gets its pushes anyway. */
const syncPatienceMs = 5_000

interface Early {
  readonly id: string
  readonly ms: number
}

/** Messages that were pushed before the first sync of their session, where clients lose them (I7). */
export function earlyPushes(history: readonly HistoryEvent[]): Wrong[] {
  const opened = new Map<SessionId, number>()
  const early = new Map<SessionId, Early>()
  const wrongs: Wrong[] = []
  for (const event of history) {
    if (event.type === 'opened') opened.set(event.session, event.at)
    if (event.type === 'pushed') {
      const ms = event.at - (opened.get(event.session) ?? event.at)
      if (opened.has(event.session)) early.set(event.session, { id: event.message.id, ms })
      opened.delete(event.session)
    }
    if (event.type !== 'synced') continue
    const { id, ms = syncPatienceMs } = early.get(event.session) ?? {}
    opened.delete(event.session)
    early.delete(event.session)
    if (ms < syncPatienceMs)
      wrongs.push({ rule: 'early-push', detail: `${id} was pushed to session ${event.session} before its first sync` })
  }
  return wrongs
}
