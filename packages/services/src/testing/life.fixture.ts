import path from 'node:path'
import { type AudienceKind, type ControlAction, ImError, parseUserId, type UserId } from '@magpie-im/model'
import { MemoryStore, openSqlite } from '@magpie-im/storage'
import { expect } from 'vitest'
import { beginEpoch } from '../begin-epoch.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Sent } from '../messages/send.ts'
import { Retention } from '../retention.ts'
import { Mirror } from './mirror.fixture.ts'
import { lastSeqOf, NaiveChat, type Room, type Said } from './naive-chat.fixture.ts'
import { ann, ben, cleo, silent, Writers } from './writers.fixture.ts'

export const everybody = [ann, ben, cleo, parseUserId('dora')] as const

export interface Control {
  /** Undefined: the operator of the server. */
  readonly user: UserId | undefined
  readonly action: ControlAction
  readonly forAll: boolean
}

/** A server and a naive account of what was acknowledged; every deed says whether it must be, by the plainest reading of the rules. */
export class Life {
  readonly chat = new NaiveChat()
  writers: Writers
  mirrors: readonly Mirror[] = []
  /** Bodies of the messages that each was told of since the last restart. */
  readonly told = new Map<UserId, string[]>()
  /** How often something expired, which moves no conversation in a list. */
  expiries = 0
  /** The disk is full: nothing is acknowledged that would change anything. */
  #full = false
  #count = 0
  readonly #folder: string
  #last: { readonly repeat: () => Promise<unknown>; readonly room: Room } | undefined
  #checkpoint: Promise<void> = Promise.resolve()

  private constructor(writers: Writers, folder: string) {
    this.writers = writers
    this.#folder = folder
  }

  static async begin(folder: string, fanOut: number): Promise<Life> {
    const writers = await Writers.open({ limits: { fanOut } })
    await writers.addUsers(...everybody)
    for (const [index, user] of everybody.entries()) await writers.befriend(user, ...everybody.slice(index + 1))
    await writers.grantRights.grant('test', { user: ann, right: 'notify', conversation: undefined })
    writers.deliveries.all.length = 0
    const life = new Life(writers, folder)
    for (const [index, user] of everybody.entries()) {
      for (const other of everybody.slice(index + 1)) life.chat.open('single', pairName(user, other), [user, other])
    }
    await life.found('club', ann, [ben, cleo])
    await life.#mirror()
    return life
  }

  threadOf({ kind, name, members }: Room): Thread | undefined {
    const { conversations, groups, notices } = this.writers.state
    const [one = ann, other = ann] = members.keys()
    if (kind === 'single') return conversations.find(one, other)
    return kind === 'group' ? groups.find(name) : notices.find(ann, name)
  }

  /** The last group of this name that was founded. */
  club(name: string): Room | undefined {
    return this.chat.rooms.findLast((room) => room.name.startsWith(name))
  }

  say(sender: UserId, to: UserId): Promise<void> {
    const room = this.chat.find('single', pairName(sender, to))
    return this.#send(room, { sender, to, audience: 'single', counted: true, allowed: room !== undefined && !this.#isBlocked(room) })
  }

  tell(sender: UserId, name: string): Promise<void> {
    const room = this.club(name)
    const allowed = room !== undefined && this.#mayWrite(room, sender)
    return this.#send(room, { sender, to: room?.name ?? name, audience: 'group', counted: true, allowed })
  }

  async notify(sender: UserId, to: UserId, counted: boolean): Promise<void> {
    const known = this.chat.find('notice', to)
    const room = known ?? this.chat.open('notice', to, [to])
    await this.#send(room, { sender, to, audience: 'notice', counted, allowed: sender === ann })
  }

  /** The same once more: it gets the first result, and nobody hears of it (I3). */
  async repeat(): Promise<void> {
    const { repeat, room } = this.#last ?? {}
    if (repeat === undefined || room === undefined) return
    await this.#attempt(!room.dismissed, repeat)
  }

  async markRead(user: UserId, room: Room, back: number): Promise<void> {
    const thread = this.threadOf(room)
    const seqId = newest(room, back)?.seqId ?? 1
    if (thread === undefined) return
    const marked = await this.#attempt(room.members.has(user), () => this.writers.markRead.markRead({ user }, thread, seqId))
    if (marked) this.chat.markRead(room, user, seqId)
  }

  async markDelivered(user: UserId, room: Room, back: number): Promise<void> {
    const thread = this.threadOf(room)
    const seqId = newest(room, back)?.seqId ?? 1
    if (thread === undefined) return
    const marked = await this.#attempt(room.members.has(user), () => this.writers.markDelivered.markDelivered(user, thread, seqId))
    if (marked && thread.keepsDelivered) this.chat.markDelivered(room, user, seqId)
  }

  async control(room: Room, back: number, { user, action, forAll }: Control): Promise<void> {
    const thread = this.threadOf(room)
    const message = newest(room, back)
    if (thread === undefined || message === undefined) return
    const body = action === 'override' ? `instead ${this.#count++}` : ''
    const only = action === 'delete' && !forAll ? user : undefined
    const allowed = this.#mayControl(room, message, { user, action, forAll })
    const { seqId } = message
    const done = await this.#attempt(allowed, () =>
      this.writers.controlMessage.control({ user, thread, seqId, action, forAll, body, requestId: '' }),
    )
    if (done) this.chat.control(message, { action, body, only })
  }

  async react(user: UserId, room: Room, back: number, emoji: string): Promise<void> {
    const thread = this.threadOf(room)
    const message = newest(room, back)
    if (thread === undefined || message === undefined) return
    const { seqId, reactions, revoked } = message
    const shown = `${emoji} ${user}`
    const on = !reactions.has(shown)
    const isShown = room.members.has(user) && !revoked && this.chat.history(room, user).includes(message)
    const allowed = isShown && (!on || room.kind !== 'single' || !this.#isBlocked(room))
    const done = await this.#attempt(allowed, () => this.writers.annotateMessage.react({ user, thread, seqId, emoji, on }))
    if (!done) return
    if (on) reactions.add(shown)
    else reactions.delete(shown)
  }

  async remove(user: UserId, room: Room): Promise<void> {
    const thread = this.threadOf(room)
    const place = room.members.get(user)
    if (thread === undefined) return
    const removed = await this.#attempt(place !== undefined, () => this.writers.removeConversation.remove({ user }, thread))
    if (removed && place) place.removed = lastSeqOf(room)
  }

  async block(user: UserId, other: UserId, blocks: boolean): Promise<void> {
    const { blockUser } = this.writers
    const allowed = !blocks || user !== other
    const done = await this.#attempt(allowed, () => (blocks ? blockUser.block(user, other) : blockUser.unblock(user, other)))
    if (done && blocks) this.chat.blocked.add(`${user} ${other}`)
    if (done && !blocks) this.chat.blocked.delete(`${user} ${other}`)
  }

  async found(name: string, owner: UserId, members: readonly UserId[]): Promise<void> {
    const before = this.club(name)
    if (before !== undefined && !before.dismissed) return
    const id = `${name} ${this.#count++}`
    const done = await this.#attempt(true, () => this.writers.createGroup.create({ user: owner }, { id, name: '', members }))
    if (done) this.chat.open('group', id, [...new Set([owner, ...members])]).owner = owner
  }

  async dismiss(user: UserId, name: string): Promise<void> {
    const room = this.club(name)
    const allowed = room !== undefined && !room.dismissed && room.owner === user
    const done = await this.#attempt(allowed, () => this.writers.dismissGroup.dismiss({ user }, room?.name ?? name))
    if (!done || room === undefined) return
    room.dismissed = true
    room.members.clear()
  }

  async join(by: UserId, name: string, user: UserId): Promise<void> {
    const room = this.club(name)
    const done = await this.#attempt(room?.members.has(by) === true, () =>
      this.writers.joinGroup.join({ user: by }, room?.name ?? name, [user]),
    )
    if (done && room) this.chat.join(room, user)
  }

  async leave(by: UserId, name: string, user: UserId): Promise<void> {
    const room = this.club(name)
    const mayAct = by === user || room?.owner === by
    const allowed = room?.members.has(by) === true && room.members.has(user) && room.owner !== user && mayAct
    const done = await this.#attempt(allowed, () => this.writers.leaveGroup.leave({ user: by }, room?.name ?? name, [user]))
    if (done) room?.members.delete(user)
  }

  async transfer(by: UserId, name: string, to: UserId): Promise<void> {
    const room = this.club(name)
    const allowed = room?.members.has(to) === true && room.owner === by
    const done = await this.#attempt(allowed, () => this.writers.transferGroup.transfer({ user: by }, room?.name ?? name, to))
    if (done && room) room.owner = to
  }

  async set(by: UserId, name: string, { muted, showsAll }: Pick<Room, 'muted' | 'showsAll'>): Promise<void> {
    const room = this.club(name)
    const looks = { muted, historyForNewMembers: showsAll ? ('all' as const) : ('since-joining' as const) }
    const allowed = room !== undefined && !room.dismissed && room.owner === by
    const done = await this.#attempt(allowed, () => this.writers.updateGroup.update({ user: by }, room?.name ?? name, looks))
    if (done && room) Object.assign(room, { muted, showsAll })
  }

  async expire(messages: number): Promise<void> {
    const { journal, state, clock, readModel } = this.writers
    const keep = { days: 0, messages }
    const ports = { journal, state, clock, history: readModel.history, log: silent }
    const done = await this.#attempt(true, () => new Retention({ ...ports, keep: { single: keep, group: keep, notice: keep } }).pass())
    if (!done) return
    this.chat.expire(messages)
    this.expiries++
  }

  /** Goes on beside what follows. */
  async checkpoint(): Promise<void> {
    const { journal, state } = this.writers
    await this.#checkpoint
    this.#checkpoint = journal.checkpoint(state.snapshot()).catch(() => undefined)
  }

  async restart({ rebuilds }: { readonly rebuilds: boolean }): Promise<void> {
    this.writers.journal.heal()
    await this.#checkpoint
    this.writers = await this.writers.restart()
    this.told.clear()
    // What was not projected by then is, before reads are answered.
    if (rebuilds) await this.#mirror()
    else this.mirrors = await Promise.all(this.mirrors.map(({ store }) => Mirror.open(store, this.writers.journal)))
  }

  /** A restore that lost nothing. */
  async beginEpoch(): Promise<void> {
    await this.restart({ rebuilds: false })
    const { above, stamp } = await beginEpoch(this.writers, { at: this.writers.clock.now(), position: 0 })
    this.chat.epochs.unshift({ seq: above.seq, stamp })
  }

  async compact(): Promise<void> {
    await this.writers.journal.compact()
  }

  /** The disk is full while these try something, all at once. */
  async fail(deeds: readonly ((life: Life) => Promise<unknown>)[]): Promise<void> {
    this.#full = true
    this.writers.journal.fail()
    await Promise.all(deeds.map((deed) => deed(this)))
    await this.writers.durable()
    this.writers.journal.heal()
    this.#full = false
  }

  async close(): Promise<void> {
    await this.#checkpoint
    for (const mirror of this.mirrors) await mirror.close()
  }

  async #send(room: Room | undefined, { sender, to, allowed, ...more }: Sending): Promise<void> {
    const body = `${this.#count++}`
    const priority = this.#count % 3 === 0
    const send = () => this.writers.say(sender, to, body, { ...more, priority, clientMessageId: body })
    let sent: Sent | undefined
    const accepted = await this.#attempt(allowed, async () => {
      sent = await send()
    })
    if (!accepted || room === undefined || sent === undefined) return
    expect(sent.seq).toBe(Math.max(lastSeqOf(room), this.chat.epochs[0]?.seq ?? 0) + 1)
    this.chat.said(room, { ...sent, sender, priority, counted: more.counted, body })
    for (const user of room.members.keys()) this.told.set(user, [...(this.told.get(user) ?? []), body])
    const { seq, seqId } = sent
    const repeat = async () => expect(await send()).toMatchObject({ seq, seqId })
    this.#last = { repeat, room }
  }

  #mayWrite({ members, muted, owner }: Room, user: UserId): boolean {
    return members.has(user) && (!muted || owner === user)
  }

  #mayControl(room: Room, message: Said, control: Control): boolean {
    const { user, action, forAll } = control
    if (!this.#isShown(room, message, control) || (message.revoked && action === 'override')) return false
    if (user === undefined || (action === 'delete' && !forAll)) return true
    return room.owner === user || (message.sender === user && this.#maySenderControl(room, message, action))
  }

  /** To who would do something to it; what he deleted for himself he may delete again. */
  #isShown(room: Room, message: Said, { user, action, forAll }: Control): boolean {
    const isMember = user !== undefined && room.members.has(user)
    const forOneself = user !== undefined && action === 'delete' && !forAll
    if (user !== undefined && !isMember && (room.kind !== 'notice' || forOneself)) return false
    return this.chat.history(room, isMember ? user : undefined, { own: forOneself }).includes(message)
  }

  #maySenderControl(room: Room, { sender, seqId, revoked }: Said, action: ControlAction): boolean {
    const ageMs = this.writers.clock.now() - Math.floor(seqId / 1000)
    // A repeat of what was done in time is no refusal later.
    if (action === 'revoke') return revoked || ageMs <= 120_000
    return action === 'override' && ageMs <= 900_000 && this.#mayStillWrite(room, sender)
  }

  #mayStillWrite(room: Room, user: UserId): boolean {
    return room.kind === 'group' ? this.#mayWrite(room, user) : room.kind === 'notice' || !this.#isBlocked(room)
  }

  #isBlocked({ members }: Room): boolean {
    const [one, other] = members.keys()
    return this.chat.blocked.has(`${one} ${other}`) || this.chat.blocked.has(`${other} ${one}`)
  }

  /** Whether it was acknowledged. */
  async #attempt(allowed: boolean, deed: () => Promise<unknown>): Promise<boolean> {
    const refusal = await deed().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (refusal !== undefined && !(refusal instanceof ImError)) throw refusal
    if (this.#full) return false
    expect(refusal?.message).toEqual(allowed ? undefined : expect.any(String))
    return allowed
  }

  async #mirror(): Promise<void> {
    await this.close()
    const file = path.join(this.#folder, `${this.#count++}.db`)
    const sqlite = openSqlite({ file, journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silent })
    this.mirrors = await Promise.all([new MemoryStore(), sqlite].map((store) => Mirror.open(store, this.writers.journal)))
  }
}

interface Sending {
  readonly sender: UserId
  readonly to: string
  readonly audience: AudienceKind
  readonly counted: boolean
  readonly allowed: boolean
}

/** One of the newest messages, if there is any. */
function newest({ messages }: Room, back: number): Said | undefined {
  return messages.at(-1 - (back % Math.max(1, messages.length)))
}

function pairName(a: UserId, b: UserId): string {
  return [a, b].sort().join(' ')
}
