import type { ConversationKey, HistoryEvent, SessionOpened, ShownMessage } from '@magpie-im/checker'
import type { DiskTrace, Outcome } from './simulate.ts'
import type { Wrong } from './wrong.ts'

const mostLines = 400
/** Disk operations that are shown before the end of a process or the machine. */
const before = 6

interface Line {
  readonly at: number
  readonly text: string
}

/** What happened, one line an event, for somebody who looks for the cause of `wrong`: of messages only what is about its conversation. */
export function timeline({ history, disk }: Outcome, wrong: Wrong): string[] {
  const who = new Map<number, SessionOpened>()
  for (const event of history) if (event.type === 'opened') who.set(event.session, event)
  const concerns = about(history, wrong)
  const lines: Line[] = []
  for (const event of history) {
    if (!concerns(event)) continue
    if (event.type === 'server' && /killed|power/.test(event.what)) lines.push(...lastOperations(disk, event.at))
    const session = 'session' in event ? who.get(event.session) : undefined
    const actor = session === undefined ? 'server' : `${session.user}/${session.device} (${session.session})`
    lines.push({ at: event.at, text: `${actor.padEnd(14)} ${told(event)}` })
  }
  const shown = lines.length > mostLines ? lines.slice(-mostLines) : lines
  const left = lines.length - shown.length
  return [...(left > 0 ? [`… ${left} lines before these`] : []), ...shown.map(({ at, text }) => `${at.toFixed(1).padStart(9)} ms  ${text}`)]
}

/** Whether an event is about the conversation in question; answers are about what their requests were. */
function about(history: readonly HistoryEvent[], { conversation }: Wrong): (event: HistoryEvent) => boolean {
  const messages = new Map<string, ConversationKey>()
  const requests = new Map<number, ConversationKey>()
  for (const event of history) {
    if (event.type === 'sent') messages.set(event.id, event.conversation)
    if (event.type === 'asked') requests.set(event.request, event.conversation)
  }
  const conversationOf = (event: HistoryEvent) => {
    if ('conversation' in event) return event.conversation
    if (event.type === 'acked' || event.type === 'refused') return messages.get(event.id)
    return event.type === 'answered' ? requests.get(event.request) : undefined
  }
  return (event) => conversation === undefined || (conversationOf(event) ?? conversation) === conversation
}

function lastOperations(disk: readonly DiskTrace[], at: number): Line[] {
  const end = disk.findLastIndex((operation) => operation.at <= at) + 1
  return disk.slice(Math.max(0, end - before), end).map(({ at, kind, path, bytes }) => ({
    at,
    text: `${'disk'.padEnd(14)} ${kind} ${path}${bytes > 0 ? `, ${bytes} bytes` : ''}`,
  }))
}

function told(event: HistoryEvent): string {
  switch (event.type) {
    case 'server':
      return event.what
    case 'opened':
      return 'connects'
    case 'closed':
      return event.complete ? 'has hung up, with everything' : 'has lost the connection'
    case 'sent':
      return `${event.repeat ? 'sends again' : 'sends'} ${event.id} to ${event.conversation}`
    case 'acked':
      return `got the ack of ${event.id}: ${event.seqId}`
    case 'refused':
      return `was refused ${event.id}: code ${event.code}`
    case 'synced':
      return `synced ${event.conversation}: newest ${event.newest === undefined ? 'none' : shown(event.newest)}, unread ${event.unread}, read to ${event.readTo}`
    case 'pushed':
      return `is pushed ${shown(event.message)} of ${event.conversation}`
    case 'pulling':
      return `asks for a page of ${event.conversation}`
    case 'pulled':
      return `got the page (${event.after}, ${event.upTo}] of ${event.conversation}: ${event.messages.map(shown).join(', ')}`
    case 'asked':
      return `asks (${event.request}) for ${Object.values(event.change).join(' ')} in ${event.conversation}`
    case 'answered':
      return `got the answer (${event.request}): ${event.done ? 'done' : `code ${event.code}`}`
    case 'control':
      return `is told that ${event.id} was revoked`
    case 'pinging':
      return 'asks for a last sign'
    case 'stored':
      return `in the end ${event.conversation} is ${event.messages.map(shown).join(', ')}`
  }
}

function shown({ id, seqId, body }: ShownMessage): string {
  return `${id}${body === '' ? ' (revoked)' : ''} ${seqId}`
}
