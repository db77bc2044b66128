import { type ConversationKey, groupKey, type MessageId } from '@magpie-im/checker'
import { ControlCommand, ErrorCode, type GroupChatJoinQuitReq, type Packet, packets } from '@magpie-im/wire'
import { ConnectionEnded } from './connection.ts'
import { Life } from './life.ts'
import { Memory } from './memory.ts'
import type { PhoneOptions } from './options.ts'
import { Postman } from './postman.ts'
import { oneOf } from './random.ts'
import type { Belongings, Session, Verdict } from './session.ts'
import { newTally, type Tally } from './tally.ts'

const mostLater = 1000
const mostComplaints = 20
const pageSizes = [1, 7, 30, 200]

interface Later {
  act(session: Session): void
  giveUp(): void
}

/**
 * A user's phone. What it is told to say stays in its outbox until it is acknowledged or refused for good, over as many connections
 * as it takes. Everything else is asked for once, as soon as the phone is online; `false` says that it was not done, or that nobody knows.
 */
export class Phone {
  readonly user: string
  readonly device: string
  readonly tally: Tally = newTally()
  /** What the server did that no server may do and the history does not show, in words. */
  readonly complaints: string[] = []
  readonly #random: () => number
  readonly #memory: Memory
  readonly #postman: Postman
  readonly #life: Life
  /** What it was told to do while it was offline. */
  #later: Later[] = []

  constructor(options: PhoneOptions) {
    this.user = options.user
    this.device = options.device.id
    this.#random = options.random
    this.#memory = new Memory(options.user)
    const own: Belongings = { options, memory: this.#memory, tally: this.tally, complain: (what) => this.#complain(what) }
    this.#postman = new Postman(own, () => this.#life.settle())
    this.#life = new Life(own, {
      online: (session) => this.#online(session),
      offline: () => this.#postman.offline(),
      over: () => this.#giveUp(),
      isIdle: () => this.#postman.waiting === 0 && this.#later.length === 0,
    })
  }

  /** Signed in and synced. */
  get online(): boolean {
    return this.#life.session !== undefined
  }

  /** Messages that are neither acknowledged nor refused for good. */
  get waiting(): number {
    return this.#postman.waiting
  }

  /** All that it knows of. */
  get conversations(): readonly ConversationKey[] {
    return [...this.#memory.conversations].map(({ key }) => key)
  }

  /** The newest of its own messages that are acknowledged and not revoked, oldest first. */
  get ownMessages(): readonly MessageId[] {
    return this.#memory.ownIds
  }

  /** seqId of the newest message that it knows of; 0: none. */
  newest(conversation: ConversationKey): number {
    return this.#memory.of(conversation).newest
  }

  start(): void {
    this.#life.start()
  }

  say(conversation: ConversationKey, body?: string): MessageId {
    return this.#postman.post(this.#memory.of(conversation), body)
  }

  /** Moves the read mark to the newest message that it knows of, or to where one wants it. */
  read(key: ConversationKey, to?: number): Promise<boolean> {
    const conversation = this.#memory.of(key)
    return this.#whenOnline(async (session) => {
      const seqId = to ?? conversation.newest
      if (seqId <= 0) return false
      const value = { sessionId: conversation.label, seqId }
      return session.change(packets.MSG_READ, value, { conversation, changes: [{ kind: 'read', to: seqId }] })
    })
  }

  /** One of `ownMessages`. */
  revoke(id: MessageId): Promise<boolean> {
    return this.#whenOnline(async (session) => {
      const own = this.#memory.own(id)
      if (own === undefined) return false
      const { conversation, seqId } = own
      const value = { command: ControlCommand.MC_REVOKE, sessionId: conversation.label, packId: id, seqId, content: '' }
      this.#memory.revoked(id)
      return session.change(packets.MSG_CTRL, value, { conversation, changes: [{ kind: 'revoke', id }] })
    })
  }

  /** A page of any size from anywhere in what it has seen lately, or back from where one wants it. */
  pull(key: ConversationKey, from?: number): Promise<boolean> {
    const conversation = this.#memory.of(key)
    return this.#whenOnline(async (session) => {
      if (conversation.newest === 0) return false
      const upTo = from ?? oneOf(conversation.recent, this.#random())?.seqId ?? conversation.newest
      await session.pull(conversation, { upTo, count: oneOf(pageSizes, this.#random()) ?? 1 })
      return true
    })
  }

  /** Makes somebody a member, which any member may in a group as it is founded. */
  join(group: string, member = this.user): Promise<boolean> {
    return this.#membership(packets.GROUPCHAT_JION, { group, kind: 'join', member })
  }

  leave(group: string, member = this.user): Promise<boolean> {
    return this.#membership(packets.GROUPCHAT_QUIT, { group, kind: 'leave', member })
  }

  /** Founds a group of this very id, as its owner. */
  found(group: string, members: readonly string[]): Promise<boolean> {
    const conversation = this.#memory.of(groupKey(group))
    const groupInfo = { groupId: group, name: group, avatar: '', creatorId: '', desc: '', memberLimit: 0, createTime: 0, updateTime: 0 }
    const changes = [...new Set([this.user, ...members])].map((member) => ({ kind: 'join', member }) as const)
    return this.#whenOnline((session) =>
      session.change(packets.GROUPCHAT_CREATE, { groupInfo, memberIds: members }, { conversation, changes }),
    )
  }

  /** Friends may write to each other. */
  befriend(friend: string): Promise<boolean> {
    const friends = [{ userId: this.user, friendId: friend, remark: '' }]
    return this.#whenOnline(async (session) => (await session.call(packets.FRIEND_ADD, { friends })).code === ErrorCode.EC_SUCCESS)
  }

  /** The next message that leaves does so twice. */
  duplicateNext(): void {
    this.#postman.duplicateNext()
  }

  /** Ends the connection in the middle of whatever it does; comes back. */
  cut(): void {
    this.#life.current?.cut()
  }

  /** Signs off in peace and comes back after a while. */
  sleep(ms: number): void {
    this.#life.sleep(ms)
  }

  stopReading(): void {
    this.#life.current?.stopReading()
  }

  readOn(): void {
    this.#life.current?.readOn()
  }

  /** Ends at once and does not come back. */
  hangUp(): void {
    this.#life.hangUp()
  }

  /**
   * Sends and asks all it has to, then signs in once more, looks at its whole list and all of its conversations, and ends in peace.
   * Nothing is to be said any more. Rejects when the server will not let it in.
   */
  finish(): Promise<void> {
    return this.#life.finish()
  }

  #membership(
    row: Packet<GroupChatJoinQuitReq, Verdict>,
    { group, ...change }: { readonly group: string; readonly kind: 'join' | 'leave'; readonly member: string },
  ): Promise<boolean> {
    const conversation = this.#memory.of(groupKey(group))
    const value = { groupId: group, memberIds: [change.member] }
    return this.#whenOnline((session) => session.change(row, value, { conversation, changes: [change] }))
  }

  #online(session: Session): void {
    const later = this.#later
    this.#later = []
    for (const { act } of later) act(session)
    this.#postman.online(session)
  }

  #whenOnline(act: (session: Session) => Promise<boolean>): Promise<boolean> {
    const { session } = this.#life
    if (session !== undefined) return known(act(session))
    if (this.#life.isOver || this.#later.length >= mostLater) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#later.push({ act: (opened) => resolve(known(act(opened))), giveUp: () => resolve(false) })
    })
  }

  #giveUp(): void {
    for (const { giveUp } of this.#later) giveUp()
    this.#later = []
  }

  #complain(what: string): void {
    if (this.complaints.length < mostComplaints) this.complaints.push(what)
  }
}

/** False when the connection ended before the answer. */
function known(answer: Promise<boolean>): Promise<boolean> {
  return answer.catch((error: unknown) => {
    if (error instanceof ConnectionEnded) return false
    throw error
  })
}
