import { MemoryStore as JournalStore, type MemoryJournal, openMemoryJournal } from '@magpie-im/journal'
import {
  type ChatPolicy,
  type ConversationId,
  connectionId,
  type FriendPolicy,
  idempotenceKey,
  type JournalRecord,
  type Log,
  parseUserId,
  type UserId,
} from '@magpie-im/model'
import { ReadModel, MemoryStore as ReadModelStore, Tail } from '@magpie-im/storage'
import { commit } from '../commit.ts'
import type { Pair } from '../conversations/pair.ts'
import { RemoveConversation } from '../conversations/remove-conversation.ts'
import { SetConversationAttribute } from '../conversations/set-conversation-attribute.ts'
import { AddFriend } from '../friends/add-friend.ts'
import { AnswerFriendRequest } from '../friends/answer-friend-request.ts'
import { BlockUser } from '../friends/block-user.ts'
import { FriendAttributes } from '../friends/friend-attributes.ts'
import { RemoveFriend } from '../friends/remove-friend.ts'
import { ChangeMember } from '../groups/change-member.ts'
import { CreateGroup } from '../groups/create-group.ts'
import { DismissGroup } from '../groups/dismiss-group.ts'
import { JoinGroup } from '../groups/join-group.ts'
import { LeaveGroup } from '../groups/leave-group.ts'
import { ListGroups } from '../groups/list-groups.ts'
import { TransferGroup } from '../groups/transfer-group.ts'
import { UpdateGroup } from '../groups/update-group.ts'
import { MessageLimits } from '../limits/message-limits.ts'
import { Overload, type Strain } from '../limits/overload.ts'
import { AnnotateMessage } from '../messages/annotate-message.ts'
import { ChangeBlockedWord } from '../messages/change-blocked-word.ts'
import { ControlMessage } from '../messages/control-message.ts'
import { MarkRead } from '../messages/mark-read.ts'
import { Send, type SendReply, type Sent } from '../messages/send.ts'
import type { SendCommand } from '../messages/send-command.ts'
import { Turns } from '../messages/turns.ts'
import { MarkDelivered } from '../receipts/mark-delivered.ts'
import { TellReceipts } from '../receipts/tell-receipts.ts'
import { GrantRights } from '../rights/grant-rights.ts'
import { MonitorConversations } from '../rights/monitor-conversations.ts'
import { WritersState } from '../state.ts'
import { MuteUser } from '../users/mute-user.ts'
import { UpdateProfile } from '../users/update-profile.ts'
import { FakeClock } from './fake-clock.fixture.ts'
import { RecordedDeliveries } from './recorded-deliveries.fixture.ts'

export const [ann, ben, cleo] = ['ann', 'ben', 'cleo'].map(parseUserId) as [UserId, UserId, UserId] // as: three ids make three users

export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Beyond what tests of other things come near. */
const wide = { perUser: 10_000, perGroup: 10_000, friends: 10_000, groups: 10_000, fanOut: 500, ...policies() }

function policies(): { friendPolicy: FriendPolicy; chatPolicy: ChatPolicy } {
  return { friendPolicy: 'add', chatPolicy: 'friends' }
}

interface Parts {
  readonly clock: FakeClock
  readonly journal: MemoryJournal
  readonly state: WritersState
  readonly readModel: ReadModel
  readonly limits: typeof wide
  readonly deliveries: RecordedDeliveries
}

/** The writers on journal and read model in memory. */
export class Writers {
  readonly clock: FakeClock
  readonly journal: MemoryJournal
  readonly state: WritersState
  readonly deliveries: RecordedDeliveries
  readonly readModel: ReadModel
  readonly addFriend: AddFriend
  readonly answerFriendRequest: AnswerFriendRequest
  readonly removeFriend: RemoveFriend
  readonly friendAttributes: FriendAttributes
  readonly setConversationAttribute: SetConversationAttribute
  readonly updateProfile: UpdateProfile
  readonly blockUser: BlockUser
  readonly receipts: TellReceipts
  readonly markRead: MarkRead
  readonly markDelivered: MarkDelivered
  readonly controlMessage: ControlMessage
  readonly annotateMessage: AnnotateMessage
  readonly removeConversation: RemoveConversation
  readonly grantRights: GrantRights
  readonly monitor: MonitorConversations
  readonly muteUser: MuteUser
  readonly changeBlockedWord: ChangeBlockedWord
  readonly createGroup: CreateGroup
  readonly joinGroup: JoinGroup
  readonly leaveGroup: LeaveGroup
  readonly dismissGroup: DismissGroup
  readonly transferGroup: TransferGroup
  readonly updateGroup: UpdateGroup
  readonly changeMember: ChangeMember
  readonly listGroups: ListGroups
  readonly #limits: typeof wide
  readonly #send: Send
  #sent = 0
  #strain: Strain = { loopDelayMs: 0, memory: 0 }

  private constructor(parts: Parts) {
    const { clock, journal, state, readModel, limits, deliveries } = parts
    const { accounts, conversations, aliases, groups, stamps, profiles, blocks, conversationAttributes } = state
    this.deliveries = deliveries
    this.clock = clock
    this.#limits = limits
    this.journal = journal
    this.state = state
    this.readModel = readModel
    const { friendRequests } = state
    const friendPorts = { journal, accounts, conversations, blocks, friendRequests, deliveries, mostFriends: limits.friends }
    this.addFriend = new AddFriend({ ...friendPorts, clock, friendPolicy: limits.friendPolicy })
    this.answerFriendRequest = new AnswerFriendRequest(friendPorts)
    this.removeFriend = new RemoveFriend({ journal, conversations, deliveries })
    this.friendAttributes = new FriendAttributes({ journal, conversations, deliveries })
    this.setConversationAttribute = new SetConversationAttribute({ journal, conversationAttributes })
    this.updateProfile = new UpdateProfile({ journal, profiles, friends: readModel.friends, deliveries })
    this.blockUser = new BlockUser({ journal, accounts, blocks })
    this.receipts = new TellReceipts({ journal, conversations, groups, blocks, deliveries })
    const ofMarks = { journal, history: readModel.history, stamps, deliveries, receipts: this.receipts }
    this.markRead = new MarkRead(ofMarks)
    this.markDelivered = new MarkDelivered(ofMarks)
    const overload = new Overload({ clock, log: silent, loopDelayMs: 250, sample: () => this.#strain })
    const windows = { revokeSeconds: 120, overrideSeconds: 900 }
    const messageLimits = new MessageLimits(clock, limits)
    this.#send = new Send({
      ...state,
      journal,
      deliveries,
      clock,
      chatPolicy: limits.chatPolicy,
      limits: messageLimits,
      overload,
    })
    const turns = new Turns<ConversationId>()
    const ofMessages = { ...state, journal, deliveries, clock, history: readModel.history, annotations: readModel.annotations, turns }
    this.controlMessage = new ControlMessage({ ...ofMessages, windows })
    this.annotateMessage = new AnnotateMessage({ ...ofMessages, limits: messageLimits })
    this.removeConversation = new RemoveConversation({ journal, stamps, deliveries })
    this.grantRights = new GrantRights({ journal, accounts, stamps, grants: state.grants })
    this.monitor = new MonitorConversations({
      ...state,
      journal,
      deliveries,
      history: readModel.history,
      threadOf: (id) => state.thread(id),
    })
    this.muteUser = new MuteUser({ journal, accounts, stamps, mutes: state.mutes })
    this.changeBlockedWord = new ChangeBlockedWord({ journal, stamps, blockedWords: state.blockedWords })
    const ports = { journal, accounts, groups, aliases, deliveries, groupsPerUser: limits.groups, largestGroup: 100_000 }
    this.createGroup = new CreateGroup(ports)
    this.joinGroup = new JoinGroup(ports)
    this.leaveGroup = new LeaveGroup(ports)
    this.dismissGroup = new DismissGroup(ports)
    this.transferGroup = new TransferGroup(ports)
    this.updateGroup = new UpdateGroup(ports)
    this.changeMember = new ChangeMember(ports)
    this.listGroups = new ListGroups(ports)
  }

  /** With `store`: what an earlier journal left. */
  static async open({ clock = new FakeClock(), store = new JournalStore(), limits = {} as Partial<typeof wide> } = {}): Promise<Writers> {
    const journal = openMemoryJournal({ keyOf, store })
    const deliveries = new RecordedDeliveries()
    const all = { ...wide, ...limits }
    const state = new WritersState(clock, { deliveries, fanOutLimit: all.fanOut })
    await state.recover(journal)
    const readModel = await readModelOf(journal)
    return new Writers({ clock, journal, state, readModel, limits: all, deliveries })
  }

  /** With users `names`, all friends of each other. */
  static async withFriends(...names: readonly UserId[]): Promise<Writers> {
    const writers = await Writers.open()
    await writers.addUsers(...names)
    for (const [index, name] of names.entries()) await writers.befriend(name, ...names.slice(index + 1))
    writers.deliveries.all.length = 0
    return writers
  }

  /** The same journal, opened again. */
  async restart(): Promise<Writers> {
    await this.journal.close()
    return Writers.open({ clock: this.clock, store: this.journal.store, limits: this.#limits })
  }

  async addUsers(...names: readonly UserId[]): Promise<void> {
    const { accounts } = this.state
    const users = names.map((id) => ({ id, number: accounts.nextNumber(), name: id, passwordHash: '', disabled: false, demo: false }))
    await commit(
      this.journal,
      users.map((user) => accounts.change(user)),
    )
  }

  befriend(user: UserId, ...friends: readonly UserId[]): Promise<void> {
    return this.addFriend.addFriends(
      user,
      friends.map((friend) => ({ friend, remark: '' })),
    )
  }

  /** Resolves with the ack. */
  say(sender: UserId, recipient: string, body: string, more: Partial<SendCommand> = {}): Promise<Sent> {
    return new Promise((accepted, refused) => this.send({ sender, recipient, body, ...more }, { accepted, refused }))
  }

  send({ sender, recipient, body, ...more }: Partial<SendCommand> & Pick<SendCommand, 'sender' | 'recipient' | 'body'>, reply: SendReply) {
    this.#sent++
    const usual = {
      connection: connectionId(1),
      audience: 'single',
      label: '',
      resend: false,
      app: undefined,
      counted: true,
      priority: false,
      kind: 'text',
      push: undefined,
      origin: undefined,
    } as const
    this.#send.send({ ...usual, clientMessageId: `id-${this.#sent}`, sender, recipient, body, ...more }, reply)
  }

  tell(sender: UserId, group: string, body: string, more: Partial<SendCommand> = {}): Promise<Sent> {
    return this.say(sender, group, body, { audience: 'group', ...more })
  }

  /** As a client that has the right does it. */
  notify(sender: UserId, user: string, body: string, more: Partial<SendCommand> = {}): Promise<Sent> {
    return this.say(sender, user, body, { audience: 'notice', ...more })
  }

  pair(a: UserId, b: UserId): Pair {
    const pair = this.state.conversations.find(a, b)
    if (pair === undefined) throw new Error(`${a} and ${b} have no conversation`)
    return pair
  }

  /** Time passes, and this is how hard the process has it. */
  strain(strain: Strain): void {
    this.#strain = strain
    this.clock.pass(500)
  }

  /** Everything appended so far is durable or has failed. */
  durable(): Promise<void> {
    return new Promise((resolve) => this.journal.barrier({ durable: resolve, failed: () => resolve() }))
  }

  /** What is in the journal for good. */
  get records(): JournalRecord[] {
    return this.journal.store.batches.flatMap(({ entries }) => entries.map(({ record }) => record))
  }

  get messages() {
    return this.records.filter((record) => record.type === 'message')
  }
}

function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' ? idempotenceKey(record) : undefined
}

async function readModelOf(journal: MemoryJournal): Promise<ReadModel> {
  const engine = new ReadModelStore()
  for (const { entries, end } of journal.store.batches) await engine.apply(entries, end)
  const tail = new Tail({ reader: journal, from: journal.durable, watermark: journal.durable })
  journal.follow((batch) => tail.add(batch))
  return new ReadModel({ engine, tail })
}
