import { expect } from 'vitest'
import type { Ledger } from './ledger.ts'
import { labelOf, type OmtpClient, readMessage } from './omtp/client.ts'
import { ConnectionEnded } from './omtp/connection.ts'
import { flags, types } from './omtp/packets.ts'
import type { Server } from './process.ts'

interface PhoneOptions {
  readonly server: Server
  readonly user: string
  readonly friend: string
  readonly ledger: Ledger
  /** How many messages may wait for their acks. */
  readonly window?: number
}

/** Writes to a friend as fast as acks come and, when the connection ends, signs in again and resends what was not acknowledged. */
export class Phone {
  readonly #options: PhoneOptions
  /** Not acknowledged yet, in the order they were written. */
  readonly #outbox: string[] = []
  #written = 0
  #sessions = 0
  #writing = true
  /** The highest read mark that was acknowledged. */
  readTo = 0n

  constructor(options: PhoneOptions) {
    this.#options = options
  }

  get user(): string {
    return this.#options.user
  }

  /** Resolves when it was told to stop and everything written is acknowledged. */
  async run(): Promise<void> {
    while (this.#writing || this.#outbox.length > 0) {
      await this.#options.server.up()
      try {
        await this.#session()
      } catch (error) {
        if (!isLostConnection(error)) throw error
      }
    }
  }

  /** Writes nothing more, but waits for the acks that are due. */
  stop(): void {
    this.#writing = false
  }

  async #session(): Promise<void> {
    const { server, user, friend, ledger } = this.#options
    this.#sessions += 1
    const client = await server.signIn(user, { sync: false })
    const { newest, ...count } = await conversationWith(client, friend)
    expect(count.readTo).toBeGreaterThanOrEqual(this.readTo)
    ledger.unread({ user, ...count, upTo: newest })
    const view = ledger.view(user, newest)
    try {
      if (newest > this.readTo && (await client.markRead(friend, newest)) === 0) this.readTo = newest
      await this.#write(client)
      const owed = ledger.newestAckedFor(user)
      await client.ping()
      view.owed = owed
    } finally {
      await client.close()
      view.pushed.push(
        ...client.connection
          .pending()
          .filter(({ type }) => type === types.singleChat)
          .map(readMessage),
      )
    }
  }

  async #write(client: OmtpClient): Promise<void> {
    const { user, ledger, window = 16 } = this.#options
    const waiting = new Set<Promise<void>>()
    const resend = [...this.#outbox]
    try {
      while (resend.length > 0 || this.#writing) {
        const packId = resend.shift() ?? this.#next()
        ledger.sent(user, packId)
        const sent: Promise<void> = this.#send(client, packId).finally(() => waiting.delete(sent))
        waiting.add(sent)
        if (waiting.size >= window) await Promise.race(waiting)
      }
      await Promise.all(waiting)
    } finally {
      await Promise.allSettled(waiting)
    }
  }

  #next(): string {
    const packId = `${this.#options.user}-${this.#written++}`
    this.#outbox.push(packId)
    return packId
  }

  async #send(client: OmtpClient, packId: string): Promise<void> {
    // Resends are recognised with the mark and without it.
    const mark = this.#sessions % 2 === 0 ? flags.dup : 0n
    const ack = await client.send(this.#options.friend, `content of ${packId}`, { packId, flags: mark })
    expect(ack.errorCode.code, `ack of ${packId}`).toBe(0)
    this.#options.ledger.ack(packId, ack.seqId)
    this.#outbox.splice(this.#outbox.indexOf(packId), 1)
  }
}

/** What the list says of the one conversation, as of the sign-in. */
async function conversationWith(client: OmtpClient, friend: string) {
  const { items } = await client.hotSessions()
  client.expectPushedBehindSync()
  const item = items.find(({ sessionId }) => sessionId === labelOf(client.user, friend))
  const last = item?.lastMsgs[0]
  const newest = last === undefined ? 0n : readMessage({ ...last.header, payload: last.payload }).seqId
  return { newest, unread: item?.unreadCount ?? 0, readTo: item?.readSeqId ?? 0n }
}

function isLostConnection(error: unknown): boolean {
  if (error instanceof ConnectionEnded) return true
  return error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET')
}
