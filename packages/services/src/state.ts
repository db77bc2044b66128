import {
  type Clock,
  type ConversationId,
  type EpochRecord,
  type GivenNumbers,
  type Journal,
  type JournalRecord,
  Stamps,
} from '@magpie-im/model'
import { TokenRevocations } from './auth/token-revocations.ts'
import { Aliases } from './conversations/aliases.ts'
import { ConversationAttributes } from './conversations/conversation-attributes.ts'
import { ConversationIds } from './conversations/conversation-ids.ts'
import { Conversations } from './conversations/conversations.ts'
import { Notices } from './conversations/notices.ts'
import type { Thread } from './conversations/thread.ts'
import { Departments } from './departments/departments.ts'
import { Epochs } from './epochs.ts'
import { Blocks } from './friends/blocks.ts'
import { FriendRequests } from './friends/friend-requests.ts'
import type { FanOut } from './groups/group-subscriptions.ts'
import { Groups } from './groups/groups.ts'
import { BlockedWords } from './messages/blocked-words.ts'
import { nobodyOnline } from './nobody-online.ts'
import { ApiKeys } from './rights/api-keys.ts'
import { Grants } from './rights/grants.ts'
import { Monitors } from './rights/monitors.ts'
import { ChangedSettings } from './settings/changed-settings.ts'
import { Accounts } from './users/accounts.ts'
import { Mutes } from './users/mutes.ts'
import { Profiles } from './users/profiles.ts'

/** What the writers know: enough to decide and order every change without asking a database. */
export class WritersState {
  readonly stamps: Stamps
  readonly epochs = new Epochs()
  readonly accounts: Accounts
  readonly conversations: Conversations
  readonly aliases: Aliases
  readonly profiles: Profiles
  readonly blocks: Blocks
  readonly friendRequests: FriendRequests
  readonly conversationAttributes: ConversationAttributes
  readonly groups: Groups
  readonly notices: Notices
  readonly grants: Grants
  readonly monitors: Monitors
  readonly mutes: Mutes
  readonly blockedWords: BlockedWords
  readonly apiKeys: ApiKeys
  readonly changedSettings: ChangedSettings
  readonly departments: Departments
  readonly tokenRevocations: TokenRevocations
  readonly #ids = new ConversationIds()

  constructor(clock: Clock, fanOut: FanOut = { deliveries: nobodyOnline, fanOutLimit: 500 }) {
    this.stamps = new Stamps(clock)
    this.accounts = new Accounts(this.stamps)
    const numbering = { stamps: this.stamps, ids: this.#ids, epochs: this.epochs }
    this.conversations = new Conversations(numbering)
    this.groups = new Groups({ ...numbering, fanOut })
    this.notices = new Notices(numbering)
    this.grants = new Grants(this.stamps)
    this.monitors = new Monitors(this.stamps)
    this.mutes = new Mutes(this.stamps)
    this.blockedWords = new BlockedWords(this.stamps)
    this.aliases = new Aliases(this.stamps)
    this.profiles = new Profiles(this.accounts, this.stamps)
    this.blocks = new Blocks(this.stamps)
    this.friendRequests = new FriendRequests(this.stamps)
    this.conversationAttributes = new ConversationAttributes(this.stamps)
    this.apiKeys = new ApiKeys(this.stamps)
    this.changedSettings = new ChangedSettings(this.stamps)
    this.departments = new Departments(this.stamps)
    this.tokenRevocations = new TokenRevocations(this.stamps)
  }

  /** A conversation of whatever kind. */
  thread(id: ConversationId): Thread | undefined {
    return this.conversations.byId(id) ?? this.groups.byConversation(id) ?? this.notices.byId(id)
  }

  *threads(): Iterable<Thread> {
    yield* this.conversations.all()
    yield* this.groups.all()
    yield* this.notices.all()
  }

  /** Brings a fresh state to where the journal ends. */
  async recover(journal: Pick<Journal, 'recover'>): Promise<void> {
    for await (const records of journal.recover()) {
      for (const record of records) this.#restore(record)
    }
    this.groups.restored()
  }

  /** What was given so far. */
  given(): GivenNumbers {
    let seq = this.epochs.seq
    for (const { last } of this.threads()) seq = Math.max(seq, last.seq)
    return { seq, conversation: this.#ids.last, user: this.accounts.lastNumber, group: this.groups.lastNumber }
  }

  /** Nothing up to what the epoch names is given from here on. */
  enter(epoch: EpochRecord): void {
    this.epochs.restore(epoch)
    this.#ids.observe(epoch.above.conversation)
    this.accounts.observe(epoch.above.user)
    this.groups.observe(epoch.above.group)
  }

  *snapshot(): Iterable<JournalRecord> {
    yield* this.epochs.snapshot()
    yield* this.accounts.snapshot()
    yield* this.conversations.snapshot()
    yield* this.aliases.snapshot()
    yield* this.profiles.snapshot()
    yield* this.blocks.snapshot()
    yield* this.friendRequests.snapshot()
    yield* this.conversationAttributes.snapshot()
    yield* this.groups.snapshot()
    yield* this.notices.snapshot()
    yield* this.grants.snapshot()
    yield* this.monitors.snapshot()
    yield* this.mutes.snapshot()
    yield* this.blockedWords.snapshot()
    yield* this.apiKeys.snapshot()
    yield* this.changedSettings.snapshot()
    yield* this.departments.snapshot()
    yield* this.tokenRevocations.snapshot()
  }

  #restore(record: JournalRecord): void {
    this.stamps.observe(record.stamp)
    switch (record.type) {
      case 'user':
        this.accounts.restore(record)
        break
      case 'conversation':
        this.conversations.restoreConversation(record)
        break
      case 'friendship':
        this.conversations.restoreFriendship(record)
        break
      case 'alias':
        this.aliases.restore(record)
        break
      case 'message':
        if (record.audience === 'group') this.groups.restoreMessage(record)
        else if (record.audience === 'notice') this.notices.restoreMessage(record)
        else this.conversations.restoreMessage(record)
        break
      case 'read-mark':
        this.#known(record.conversation).setReadMark(record.user, { seq: record.seq, seqId: record.seqId })
        break
      case 'delivered-mark':
        this.#known(record.conversation).setDeliveredMark(record.user, { seq: record.seq, seqId: record.seqId })
        break
      case 'expiry':
        this.#known(record.conversation).expired = { seq: record.seq, seqId: record.seqId }
        break
      case 'notices':
        this.notices.restoreNotices(record)
        break
      case 'group':
        this.groups.restoreGroup(record)
        break
      case 'membership':
        this.groups.restoreMembership(record)
        break
      case 'profile':
        this.profiles.restore(record)
        break
      case 'block':
        this.blocks.restore(record)
        break
      case 'friend-request':
        this.friendRequests.restore(record)
        break
      case 'friend-attribute':
        this.conversations.restoreFriendAttribute(record)
        break
      case 'conversation-attribute':
        this.conversationAttributes.restore(record)
        break
      default:
        this.#restoreRules(record)
    }
  }

  /** Who may do what. */
  #restoreRules(record: JournalRecord): void {
    switch (record.type) {
      case 'grant':
        this.grants.restore(record)
        break
      case 'monitoring':
        this.monitors.restore(record)
        break
      case 'mute':
        this.mutes.restore(record)
        break
      case 'blocked-word':
        this.blockedWords.restore(record)
        break
      case 'api-key':
        this.apiKeys.restore(record)
        break
      case 'setting':
        this.changedSettings.restore(record)
        break
      case 'department':
        this.departments.restore(record)
        break
      case 'token-revocation':
        this.tokenRevocations.restore(record)
        break
      case 'epoch':
        this.enter(record)
        break
    }
  }

  #known(id: ConversationId): Thread {
    const thread = this.thread(id)
    if (thread === undefined) throw new Error(`the journal names conversation ${id} before it begins`)
    return thread
  }
}
