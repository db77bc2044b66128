import type { HistoryEvent, Pulled, Pushed, ShownMessage, Stored, Synced } from '../history.ts'
import { below, pick, type Random } from './random.ts'

type History = readonly HistoryEvent[]

/** Makes a history of something that went wrong from one of a life in which nothing did; undefined: there is nothing in it to go wrong. */
export type Mutation = (history: History, random: Random) => History | undefined

/** What a broken server would have shown, by what is wrong with it. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'an acknowledged message is not stored': (history, random) => {
    const acked = new Set(history.flatMap((event) => (event.type === 'acked' ? [event.id] : [])))
    return changeStored(history, random, (messages) => {
      const lost = pick(
        random,
        messages.filter(({ id }) => acked.has(id)),
      )
      return lost && messages.filter((one) => one !== lost)
    })
  },
  'a message is stored twice': (history, random) =>
    changeStored(history, random, (messages) => {
      const again = pick(random, messages)
      return again && [...messages, again]
    }),
  'two stored messages change places': (history, random) =>
    changeStored(history, random, (messages) => {
      const place = below(random, messages.length - 1)
      const [first, second] = messages.slice(place)
      return first && second && [...messages.slice(0, place), second, first, ...messages.slice(place + 2)]
    }),
  'a number is left out': (history, random) =>
    changeStored(history, random, (messages) => {
      const place = below(random, messages.length)
      return messages.length === 0 ? undefined : messages.map((one, index) => (index < place ? one : { ...one, seq: (one.seq ?? 0) + 1 }))
    }),
  'somebody else is said to have written it': (history, random) =>
    changeStored(history, random, (messages) => changeOne(messages, random, (one) => ({ ...one, from: `not-${one.from}` }))),
  'a body is another': (history, random) =>
    changeStored(history, random, (messages) => changeOne(messages, random, (one) => ({ ...one, body: `${one.body}?` }))),
  'a push comes twice': (history, random) => replaceOne(history, { random, is: isPush, by: (push) => [push, { ...push }] }),
  'a push shows what nobody sent': (history, random) =>
    replaceOne(history, { random, is: isPush, by: (push) => [{ ...push, message: { ...push.message, id: 'nobody-sent-this' } }] }),
  'a push shows another place': (history, random) =>
    replaceOne(history, {
      random,
      is: isPush,
      by: (push) => [{ ...push, message: { ...push.message, seqId: push.message.seqId + 0.5 } }],
    }),
  'a push that others follow does not come': (history, random) => {
    const skipped = pick(random, pushesThatOthersFollow(history))
    return skipped && history.filter((event) => event !== skipped)
  },
  'two pushes change places': (history, random) => {
    const first = pick(random, pushesThatOthersFollow(history))
    const second = first && history.slice(history.indexOf(first) + 1).find((event) => isPush(event) && follows(first, event))
    return second && history.map((event) => (event === first ? second : event === second ? first : event))
  },
  'a page leaves a message out': (history, random) =>
    replaceOne(history, {
      random,
      is: (event): event is Pulled => event.type === 'pulled' && event.messages.length > 2 && isSettled(event),
      by: (page) => [{ ...page, messages: page.messages.filter((_, place) => place !== 1) }],
    }),
  'a stranger is pushed a message': (history, random) => {
    const opened = history.findIndex((event) => event.type === 'opened' && event.user === 'carl')
    const stranger = history[opened]
    return stranger?.type === 'opened'
      ? replaceOne(history, {
          random,
          is: (event): event is Pushed => isPush(event) && event.conversation === 'ann+ben' && history.indexOf(event) > opened,
          by: (push) => [push, { ...push, session: stranger.session }],
        })
      : undefined
  },
  'unread is one too low': (history, random) => changeUnread(history, random, -1),
  'unread is one too high': (history, random) => changeUnread(history, random, 1),
  'a read mark is where nobody read': (history, random) =>
    replaceOne(history, {
      random,
      is: (event): event is Synced => event.type === 'synced',
      by: (synced) => [{ ...synced, readTo: (synced.newest?.seqId ?? 0) + 1 }],
    }),
  'a repeat is acknowledged with another place': (history, random) =>
    replaceOne(history, {
      random,
      is: (event): event is HistoryEvent & { readonly type: 'acked' } => event.type === 'acked',
      by: (acked) => [acked, { ...acked, seqId: acked.seqId + 1 }],
    }),
  'what was revoked is shown again': (history, random) =>
    changeStored(history, random, (messages) =>
      changeOne(messages, random, (one) => (one.body === '' ? { ...one, body: sentBody(history, one.id) } : undefined)),
    ),
}

function isPush(event: HistoryEvent): event is Pushed {
  return event.type === 'pushed'
}

function follows(first: Pushed, { session, conversation, message }: Pushed): boolean {
  return session === first.session && conversation === first.conversation && message.from !== '' && message.id !== first.message.id
}

/** From others, of conversations in which nobody comes and goes, to sessions that were pushed something before and after it. */
function pushesThatOthersFollow(history: History): Pushed[] {
  const pushes = history.filter((event) => isPush(event) && isSettled(event)).filter(isPush)
  const devices = new Map(history.flatMap((event) => (event.type === 'opened' ? [[event.session, event.device] as const] : [])))
  const senders = new Map(history.flatMap((event) => (event.type === 'sent' ? [[event.id, devices.get(event.session)] as const] : [])))
  return pushes.filter((push, place) => {
    const isOwn = devices.get(push.session) === senders.get(push.message.id)
    const wasPushed = pushes.slice(0, place).some((one) => follows(push, one))
    return !isOwn && wasPushed && pushes.slice(place + 1).some((one) => follows(push, one))
  })
}

function isSettled({ conversation }: { readonly conversation: string }): boolean {
  return !conversation.startsWith('#')
}

function sentBody(history: History, id: string): string {
  const sent = history.find((event) => event.type === 'sent' && event.id === id)
  return sent?.type === 'sent' ? sent.body : ''
}

function changeOne(
  messages: readonly ShownMessage[],
  random: Random,
  change: (message: ShownMessage) => ShownMessage | undefined,
): readonly ShownMessage[] | undefined {
  const changeable = messages.filter((message) => message.body !== '' || change(message)?.body !== '')
  const chosen = pick(
    random,
    changeable.filter((message) => change(message) !== undefined),
  )
  return chosen && messages.map((message) => (message === chosen ? (change(message) ?? message) : message))
}

function changeStored(
  history: History,
  random: Random,
  change: (messages: readonly ShownMessage[]) => readonly ShownMessage[] | undefined,
): History | undefined {
  const isLong = (event: HistoryEvent): event is Stored => event.type === 'stored' && event.messages.length > 1
  const chosen = pick(random, history.filter(isLong))
  const messages = chosen && change(chosen.messages)
  return messages && history.map((event) => (event === chosen ? { ...chosen, messages } : event))
}

/** Where nothing was just being revoked and nobody just joined, so that there is one right answer. */
function changeUnread(history: History, random: Random, by: number): History | undefined {
  const calm = history.findIndex((event) => event.type === 'asked' && (event.change.kind === 'revoke' || !isSettled(event)))
  const early = calm < 0 ? history : history.slice(0, calm)
  const chosen = pick(
    random,
    early.filter((event) => event.type === 'synced' && isSettled(event)),
  )
  return chosen?.type === 'synced'
    ? history.map((event) => (event === chosen ? { ...chosen, unread: chosen.unread + by } : event))
    : undefined
}

interface Replacement<E extends HistoryEvent> {
  readonly random: Random
  is(event: HistoryEvent): event is E
  by(event: E): readonly HistoryEvent[]
}

function replaceOne<E extends HistoryEvent>(history: History, { random, is, by }: Replacement<E>): History | undefined {
  const chosen = pick(random, history.filter(is))
  return chosen && history.flatMap((event) => (event === chosen ? by(chosen) : [event]))
}
