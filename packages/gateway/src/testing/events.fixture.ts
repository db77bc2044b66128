import { conversationId, type Event, type Message, ordinary, parseUserId } from '@magpie-im/model'

export function message(seq: number, body = `message ${seq}`): Message {
  const numbers = { conversation: conversationId(1), seq, seqId: seq * 1000, senderOrdinal: seq, ordinal: seq }
  const people = { sender: parseUserId('ben'), recipient: parseUserId('ann') }
  return {
    ...numbers,
    ...people,
    audience: 'single',
    clientMessageId: `id-${seq}`,
    kind: 'text',
    body,
    push: undefined,
    origin: undefined,
    ...ordinary,
  }
}

export function arrival(seq: number, body?: string): Event {
  return { kind: 'message', message: message(seq, body) }
}
