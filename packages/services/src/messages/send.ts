import {
  type ConnectionId,
  type FilesSentRecord,
  ImError,
  idempotenceKey,
  type JournalRecord,
  type MessageRecord,
  type Outcome,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import type { HeldFiles } from '../files/file-access.ts'
import type { Audience } from './audience.ts'
import { groupAudience } from './audience-group.ts'
import { noticeAudience } from './audience-notice.ts'
import { singleAudience } from './audience-single.ts'
import { mayBeMaskOf } from './blocked-words.ts'
import { checkLinks, hasLinks } from './message-links.ts'
import type { SendCommand, SendPorts } from './send-command.ts'

export interface Sent {
  readonly seq: number
  readonly seqId: number
}

export interface SendReply {
  /** The message is durable (I1). A repeat gets what the first send got (I3). */
  accepted(sent: Sent): void
  refused(error: ImError): void
}

const longestId = 255

/** check → number → journal → acknowledge and deliver. */
export class Send {
  readonly #ports: SendPorts

  constructor(ports: SendPorts) {
    this.#ports = ports
  }

  /** Throws when the message is refused at once; what becomes of it later goes to `reply`. */
  send(command: SendCommand, reply: SendReply): void {
    this.#ports.overload.checkSend()
    const { sender, clientMessageId, label } = command
    const audience = audiences[command.audience](this.#ports, command)
    if (clientMessageId.length > longestId || label.length > longestId) {
      throw new ImError('BadRequest', { detail: `message ids and labels have at most ${longestId} characters` })
    }
    const key = idempotenceKey({ sender, conversation: audience.conversation, clientMessageId })
    const first = key === undefined ? undefined : this.#findFirst(key, command)
    if (first !== undefined) {
      this.#ports.journal.barrier({ durable: () => reply.accepted(first), failed: (error) => reply.refused(error) })
      return
    }
    audience.checkAllowed()
    this.#checkMuted(sender)
    const links = command.links && checkLinks(this.#ports.groups, command.links, command)
    const cleaned = this.#clean(command)
    this.#ports.limits.take(command.connection === undefined ? undefined : sender, audience)
    audience.prepare()
    this.#store(cleaned, { audience, key, reply, links })
  }

  #findFirst(key: string, command: SendCommand): Sent | undefined {
    const found = this.#ports.journal.find(key)
    if (found.length === 0) return undefined
    const earlier = found.filter(isMessage)
    const alike = earlier.filter((message) => message.kind === command.kind)
    // Of one whose content was taken away nobody can say any more that this is another.
    const first = alike.find((message) => isSame(message, command)) ?? alike.find((message) => message.state === 'revoked')
    if (first === undefined && earlier.length > 0 && command.resend) throw new ImError('MessageRepeated')
    return first
  }

  #checkMuted(sender: UserId): void {
    const { mutes, clock } = this.#ports
    if (mutes.until(sender) > clock.now() * 1000) throw new ImError('Muted')
  }

  /** As it is stored. */
  #clean(command: SendCommand): Cleaned {
    const { blockedWords } = this.#ports
    const { kind, body, push, app } = command
    if (app !== undefined || blockedWords.none) return command
    const text = kind === 'text' ? blockedWords.clean(body) : body
    const hint = push && { ...push, title: blockedWords.clean(push.title), summary: blockedWords.clean(push.summary) }
    return { ...command, body: text, push: hint, masked: text === body ? undefined : true }
  }

  #store(command: Cleaned, { audience, key, reply, links }: Passed): void {
    const { sender, clientMessageId, kind, body, push, origin, connection, counted, priority, masked, files } = command
    // Records lie in the order of their stamps, and what is said of its files lies before the message.
    const ofFiles = files && this.#ports.stamps.next()
    const stamp = this.#ports.stamps.next()
    const { seq, seqId, senderOrdinal, ordinal } = audience.number(sender, stamp)
    const record: MessageRecord = {
      type: 'message',
      stamp,
      conversation: audience.conversation,
      seq,
      seqId,
      sender,
      audience: audience.kind,
      recipient: audience.recipient,
      app: audience.app,
      clientMessageId,
      kind,
      body,
      push,
      origin,
      counted,
      priority,
      state: 'normal',
      masked,
      links,
      senderOrdinal,
      ordinal,
    }
    if (files !== undefined && ofFiles !== undefined) this.#ports.journal.append(filesSent(files, record, ofFiles), unheard)
    this.#ports.journal.append(record, new InFlight({ audience, record, reply, connection }), key)
    audience.appended(record)
  }
}

function filesSent({ files }: HeldFiles, { conversation, seqId, sender }: MessageRecord, stamp: Stamp): FilesSentRecord {
  return { type: 'files-sent', stamp, files: files.map(({ id }) => id), conversation, seqId, sender }
}

/** It is durable or fails together with the message behind it, which is told. */
const unheard: Outcome = { durable: () => undefined, failed: () => undefined }

const audiences = { single: singleAudience, group: groupAudience, notice: noticeAudience } as const

/** What nothing forbids. */
interface Passed {
  readonly audience: Audience
  readonly key: string | undefined
  readonly reply: SendReply
  readonly links: MessageRecord['links']
}

interface Cleaned extends SendCommand {
  /** Words of the body were replaced. */
  readonly masked?: true | undefined
}

/** What was sent first is not what is stored where words were replaced; which ones, another list may have said (I3). */
function isSame({ body, masked, links }: MessageRecord, sent: SendCommand): boolean {
  return (body === sent.body || (masked === true && mayBeMaskOf(body, sent.body))) && hasLinks(links, sent.links)
}

function isMessage(record: JournalRecord): record is MessageRecord {
  return record.type === 'message'
}

interface Flight {
  readonly audience: Audience
  readonly record: MessageRecord
  readonly reply: SendReply
  readonly connection: ConnectionId | undefined
}

class InFlight implements Outcome {
  readonly #flight: Flight

  constructor(flight: Flight) {
    this.#flight = flight
  }

  durable(): void {
    const { audience, record, reply, connection } = this.#flight
    audience.becameDurable(record)
    audience.deliver(record, connection)
    // Last: it may start the connection's next request, and a sync that opens its window now has the message in its moment.
    reply.accepted(record)
  }

  failed(error: ImError): void {
    const { audience, record, reply } = this.#flight
    audience.takeBack(record)
    reply.refused(error)
  }
}
