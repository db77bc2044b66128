import type { Facts } from '../facts/facts.ts'
import type { Moment } from '../facts/high-water.ts'
import type { ConversationKey, HistoryEvent, Pulled, Pushed, ShownMessage, Stored, Synced } from '../history.ts'

/** Messages that an event shows, and since when whoever is shown them had asked. */
export interface Showing {
  readonly event: Synced | Pushed | Pulled | Stored
  readonly conversation: ConversationKey
  readonly messages: readonly ShownMessage[]
  readonly asked: Moment
}

/** Undefined: the event shows no message. The facts have taken it already. */
export function showingOf(event: HistoryEvent, facts: Facts): Showing | undefined {
  switch (event.type) {
    case 'synced': {
      const messages = event.newest === undefined ? [] : [event.newest]
      return { event, conversation: event.conversation, messages, asked: facts.session(event.session).opened }
    }
    case 'pushed':
      return { event, conversation: event.conversation, messages: [event.message], asked: facts.session(event.session).opened }
    case 'pulled': {
      const page = facts.conversation(event.conversation).pages.at(-1)
      return { event, conversation: event.conversation, messages: event.messages, asked: page?.asked ?? facts.now }
    }
    case 'stored':
      return { event, conversation: event.conversation, messages: event.messages, asked: facts.now }
    default:
      return undefined
  }
}

/** Where that was, as findings say it. */
export function placeOf({ event, conversation }: Showing, facts: Facts): string {
  switch (event.type) {
    case 'synced':
      return `in the sync of ${facts.session(event.session).name} of ${conversation}`
    case 'pushed':
      return `among what was pushed to ${facts.session(event.session).name} of ${conversation}`
    case 'pulled':
      return `in a page of ${facts.session(event.session).name} of ${conversation}`
    case 'stored':
      return `in what is stored of ${conversation}`
  }
}
