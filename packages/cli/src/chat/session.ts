import type { Clock, Timer } from '@magpie-im/model'
import {
  ContentType,
  DeviceType,
  defaultLoginReq,
  ErrorCode,
  flags,
  type HotSessionItem,
  type MsgAck,
  type OTIMPack,
  packets,
} from '@magpie-im/wire'
import { type Address, Connection } from './connection.ts'
import { type Message, readMessage } from './message.ts'
import type { Outgoing } from './outbox.ts'
import { checked } from './refused.ts'

export interface SessionOptions {
  readonly address: Address
  readonly user: string
  readonly token: string
  readonly deviceId: string
  readonly clock: Clock
}

/** What comes without having been asked for. */
export interface Pushes {
  message(message: Message): void
  friendsChanged(): void
}

/** Why a session is over; `final`: coming back by itself would be wrong. */
export interface End {
  readonly reason: string
  readonly final: boolean
}

const signInMs = 10_000
const heartbeatMs = 25_000
const noPush = { title: '', summary: '', url: '' }
const kick: End = {
  reason: 'the server signed this terminal out: you are signed in on another one, or the account is disabled',
  final: true,
}

/** A signed-in terminal on one connection. Requests reject with `Refused` or `ConnectionLost`. */
export class Session {
  readonly ended: Promise<End>
  readonly #connection: Connection
  readonly #user: string
  readonly #clock: Clock
  #heartbeat: Timer | undefined

  private constructor(connection: Connection, { user, clock }: SessionOptions, kicked: () => boolean) {
    this.#connection = connection
    this.#user = user
    this.#clock = clock
    this.ended = connection.closed.then((reason) => {
      this.#heartbeat?.cancel()
      return kicked() ? kick : { reason, final: false }
    })
    this.#beat(this.#ping())
  }

  static async open(options: SessionOptions, pushes: Pushes): Promise<Session> {
    const { address, user, token, deviceId, clock } = options
    let kicked = false
    const push = (pack: OTIMPack) => {
      kicked ||= pack.header.type === packets.KICKOUT.type
      takePush(pack, pushes)
    }
    const connection = await Connection.open(address, { clock, push })
    const timer = clock.after(signInMs, () => connection.close('the server does not answer'))
    try {
      const device = { deviceType: DeviceType.DT_LINUX, deviceId, deviceName: 'magpie chat', version: '1' }
      const { errorCode } = await connection.request(packets.LOGIN, {
        ...defaultLoginReq(),
        clientId: user,
        userName: user,
        password: token,
        ...device,
      })
      checked(errorCode)
      return new Session(connection, options, () => kicked)
    } catch (error) {
      connection.close('the sign-in failed')
      throw error
    } finally {
      timer.cancel()
    }
  }

  /** The conversations that changed after `cursor`, from all pages; pushes follow the last one. */
  async sync(cursor: number): Promise<{ readonly items: readonly HotSessionItem[]; readonly cursor: number }> {
    const items: HotSessionItem[] = []
    for (let timestamp = cursor; ; ) {
      const page = await this.#connection.request(packets.HOTSESSION_SYNC, { timestamp })
      const more = page.errorCode.code === ErrorCode.EC_HOTSESSION_MORE
      if (!more) checked(page.errorCode)
      items.push(...page.sessions)
      timestamp = Number(page.timestamp)
      if (!more) return { items, cursor: timestamp }
    }
  }

  /** Newest first, from `upTo` (0: the newest). Empty for a conversation that does not exist yet. */
  async history(label: string, { upTo, count }: { upTo: number; count: number }): Promise<Message[]> {
    const { errorCode, msgs } = await this.#connection.request(packets.HISTORY_MSG_PULL, { sessionId: label, seqId: upTo, count })
    if (errorCode.code === ErrorCode.EC_HISTORYMSG_DENY) return []
    checked(errorCode)
    return msgs.map(readMessage).filter((message) => message !== undefined)
  }

  async markRead(label: string, seqId: number): Promise<void> {
    checked(await this.#connection.request(packets.MSG_READ, { sessionId: label, seqId }))
  }

  async friends(): Promise<string[]> {
    const { errorCode, friends } = await this.#connection.request(packets.FRIEND_SYNC, { timestamp: 0 })
    checked(errorCode)
    return friends.map(({ friendId }) => friendId)
  }

  async addFriend(friend: string): Promise<void> {
    const friends = [{ userId: this.#user, friendId: friend, remark: '' }]
    checked(await this.#connection.request(packets.FRIEND_ADD, { friends }))
  }

  /** Resolves when the message is stored; `again`: it may have been stored by an earlier session (I3). */
  async send({ packId, to, label, text }: Outgoing, { again }: { again: boolean }): Promise<MsgAck> {
    const content = { contentType: ContentType.CT_TEXT, content: text, pushInfo: noPush, status: 0 }
    const request = { sessionId: label, seqId: 0, timestamp: this.#clock.now(), from: this.#user, to, ...content }
    const ack = await this.#connection.request(packets.MSG_SINGLE_CHAT, request, { packId, flags: again ? flags.PF_ISDUP : 0 })
    checked(ack.errorCode)
    return ack
  }

  async signOut(): Promise<void> {
    await this.#connection.request(packets.LOGOUT, undefined)
  }

  close(reason: string): void {
    this.#connection.close(reason)
  }

  #beat(answered: () => boolean): void {
    this.#heartbeat = this.#clock.after(heartbeatMs, () => {
      if (answered()) this.#beat(this.#ping())
      else this.close('the server does not answer')
    })
  }

  #ping(): () => boolean {
    let answered = false
    this.#connection.request(packets.PING, new Uint8Array()).then(
      () => {
        answered = true
      },
      () => undefined,
    )
    return () => answered
  }
}

function takePush(pack: OTIMPack, pushes: Pushes): void {
  const message = readMessage(pack)
  if (message !== undefined) pushes.message(message)
  else if (pack.header.type === packets.SYNC_DATA_CMD.type) pushes.friendsChanged()
}
