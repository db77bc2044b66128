import { generateKeyPairSync, sign } from 'node:crypto'
import { type MemoryJournal, MemoryStore, openMemoryJournal } from '@magpie-im/journal'
import {
  type Annotations,
  type AuthProvider,
  idempotenceKey,
  type JournalRecord,
  parseUserId,
  type UnreadMentions,
  type UserId,
} from '@magpie-im/model'
import {
  AddFriend,
  ControlMessage,
  CreateGroup,
  DismissGroup,
  FileAccess,
  FileHolds,
  FriendAttributes,
  Horizon,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ManageUsers,
  MarkRead,
  MessageLimits,
  MonitorConversations,
  Overload,
  PasswordProvider,
  Passwords,
  PresenceRules,
  Presences,
  RemoveFriend,
  Send,
  SetConversationAttribute,
  SignInLog,
  SyncPriority,
  TellReceipts,
  Tokens,
  TransferGroup,
  Turns,
  UpdateGroup,
  UpdateProfile,
  VerifySignIn,
  WatchPresence,
  WritersState,
} from '@magpie-im/services'
import { ReadModel, MemoryStore as ReadModelStore, Tail } from '@magpie-im/storage'
import { Admission } from '../admission.ts'
import { Gateway } from '../gateway.ts'
import type { Protocol } from '../protocol.ts'
import { Labels } from '../protocols/omtp/labels.ts'
import { omtp } from '../protocols/omtp/protocol.ts'
import type { OmtpPacket } from '../protocols/omtp/reader.ts'
import type { OmtpPorts } from '../protocols/omtp/routes/index.ts'
import { Registry } from '../registry.ts'
import type { Session } from '../session.ts'
import { SignIn } from '../sign-in.ts'
import { Counted, watchOf } from './counted.fixture.ts'
import { FakeClock } from './fake-clock.fixture.ts'
import { limits, silent } from './far-end.fixture.ts'
import { Phone } from './phone.fixture.ts'

/** Everything behind the OMTP door, in memory. */
export class House {
  readonly clock = new FakeClock()
  readonly admission = new Admission({ clock: this.clock, soon: setImmediate })
  readonly identity = generateKeyPairSync('ed25519')
  readonly counted = new Counted()
  strain = { loopDelayMs: 0, memory: 0 }
  readonly overload = new Overload({ clock: this.clock, log: silent, loopDelayMs: 250, sample: () => this.strain })
  readonly journal: MemoryJournal = openMemoryJournal({ keyOf, store: new MemoryStore() })
  readonly registry = new Registry({
    policy: 'one-per-type',
    subscriptionsOf: (user) => this.state.groups.subscriptionsOf(user),
    presence: { began: (session) => this.watchPresence.began(session), ended: (session) => this.watchPresence.ended(session) },
    log: silent,
  })
  readonly state = new WritersState(this.clock, { deliveries: this.registry, fanOutLimit: 500 })
  readonly watchPresence = new WatchPresence<Session>({
    presences: new Presences({ devicesOf: (user) => this.registry.devicesOf(user), clock: this.clock }),
    rules: new PresenceRules({ ...this.state, visibleTo: 'friends' }),
    clock: this.clock,
    tell: (session, event) => this.registry.tell(session, event),
  })
  readonly users: ManageUsers
  readonly tokens = new Tokens(Buffer.alloc(32, 1))
  readonly gateway: Gateway
  readonly protocol: Protocol<OmtpPacket>
  readonly ports: OmtpPorts
  readonly fileAccess: FileAccess
  readonly annotations: Annotations
  readonly unreadMentions: UnreadMentions
  readonly #addFriend: AddFriend
  #devices = 0

  /** With somebody else who knows the users, or who answers some packet types. */
  constructor({ custom = new Map(), provider }: { custom?: OmtpPorts['custom']; provider?: AuthProvider } = {}) {
    const { clock, journal, state, registry: deliveries, counted: metrics } = this
    const { accounts, conversations, aliases, groups, stamps, profiles, conversationAttributes } = state
    const horizon = new Horizon(journal, stamps)
    const { conversations: list, history, priority, friends, files, annotations, unreadMentions } = readModelOf(journal)
    this.annotations = annotations
    this.unreadMentions = unreadMentions
    this.fileAccess = new FileAccess({ files, history, holds: new FileHolds(), threadOf: (id) => state.thread(id) })
    const passwords = new Passwords()
    this.users = new ManageUsers({ journal, accounts, passwords, deliveries })
    this.#addFriend = addFriendOf(this)
    const groupPorts = { journal, accounts, groups, aliases, deliveries, groupsPerUser: 5000, largestGroup: 10_000 }
    const ports = { journal, history, deliveries, clock }
    this.ports = {
      signIn: this.#openSignIn(horizon, provider ?? new PasswordProvider({ accounts, passwords })),
      send: new Send({
        ...state,
        ...ports,
        chatPolicy: 'friends',
        limits: new MessageLimits(clock, { perUser: 1000, perGroup: 1000 }),
        overload: this.overload,
      }),
      syncPriority: new SyncPriority({ priority, clock }),
      controlMessage: new ControlMessage({ ...state, ...ports, turns: new Turns(), windows: { revokeSeconds: 120, overrideSeconds: 900 } }),
      monitor: new MonitorConversations({ ...state, ...ports, threadOf: (id) => state.thread(id) }),
      markRead: new MarkRead({ ...ports, stamps, receipts: new TellReceipts({ ...state, ...ports }) }),
      addFriend: this.#addFriend,
      removeFriend: new RemoveFriend({ journal, conversations, deliveries }),
      friendAttributes: new FriendAttributes({ journal, conversations, deliveries }),
      setConversationAttribute: new SetConversationAttribute({ journal, conversationAttributes }),
      updateProfile: new UpdateProfile({ journal, profiles, friends, deliveries }),
      profiles,
      journal,
      deliveries,
      createGroup: new CreateGroup(groupPorts),
      dismissGroup: new DismissGroup(groupPorts),
      joinGroup: new JoinGroup(groupPorts),
      leaveGroup: new LeaveGroup(groupPorts),
      listGroups: new ListGroups(groupPorts),
      transferGroup: new TransferGroup(groupPorts),
      updateGroup: new UpdateGroup(groupPorts),
      labels: new Labels(state),
      admission: this.admission,
      conversations: list,
      history,
      friends,
      horizon,
      custom,
      clock,
      identity: { sign: (bytes) => sign(null, bytes, this.identity.privateKey) },
    }
    this.protocol = omtp(this.ports)
    const all = { ...limits, bytes: 1_048_576, packets: 10_000, waitingBytes: 1_048_576, connectionsPerAddress: 1000 }
    this.gateway = new Gateway({
      registry: this.registry,
      limits: all,
      clock,
      log: silent,
      metrics,
      watch: watchOf(metrics, silent),
      atEndOfTick: setImmediate,
    })
  }

  #openSignIn(horizon: Horizon, provider: AuthProvider): SignIn {
    const { journal, clock, tokens, state, registry, overload, counted: metrics } = this
    const { accounts, stamps, aliases } = state
    const policy = { attemptsPerAddress: 1000, failuresPerUser: 3, createUsers: false, demo: false }
    const signIns = new SignInLog({ journal, stamps, clock })
    const verify = new VerifySignIn(
      { journal, accounts, provider, tokens, revocations: state.tokenRevocations, signIns, clock, log: silent },
      policy,
    )
    const recipientOf = (user: UserId) => ({
      user,
      alias: (id: Parameters<typeof aliases.labelOf>[1]) => aliases.labelOf(user, id) || undefined,
    })
    return new SignIn({ admission: this.admission, verify, registry, horizon, recipientOf, overload, metrics, clock })
  }

  /** With users `names`, all friends of each other. */
  static async withFriends(...names: readonly string[]): Promise<House> {
    const house = new House()
    await house.befriend(...names)
    return house
  }

  /** Adds them. */
  async befriend(...names: readonly string[]): Promise<void> {
    for (const id of names) await this.users.add({ id })
    for (const [index, name] of names.entries()) {
      const friends = names.slice(index + 1).map((friend) => ({ friend, remark: '' }))
      await this.#addFriend.addFriends(parseUserId(name), friends)
    }
  }

  connect(): Phone {
    const phone = new Phone()
    const connection = this.gateway.accept(phone.socket, this.protocol)
    if (connection === undefined) throw new Error('the gateway takes no connection')
    phone.connection = connection
    return phone
  }

  tokenOf(user: string): Promise<string> {
    const issuedAt = this.clock.now() / 1000
    return this.tokens.sign({ user: parseUserId(user), issuedAt, expiresAt: issuedAt + 3600 })
  }

  /** A device of its own, signed in. */
  async signIn(user: string, device: { deviceType?: number; deviceId?: string } = {}): Promise<Phone> {
    this.#devices++
    const phone = this.connect()
    const reply = await phone.login({ clientId: user, password: await this.tokenOf(user), deviceId: `device ${this.#devices}`, ...device })
    if (reply.errorCode.code !== 0) throw new Error(`${user} cannot sign in: ${reply.errorCode.desc}`)
    return phone
  }

  /** Signed in and synced: what happens from now on comes live. */
  async online(user: string, device: { deviceType?: number; deviceId?: string } = {}): Promise<Phone> {
    const phone = await this.signIn(user, device)
    await phone.sync()
    return phone
  }
}

function addFriendOf({ journal, state, registry: deliveries, clock }: House): AddFriend {
  return new AddFriend({ ...state, journal, deliveries, clock, mostFriends: 5000, friendPolicy: 'add' })
}

function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' ? idempotenceKey(record) : undefined
}

function readModelOf(journal: MemoryJournal): ReadModel {
  const tail = new Tail({ reader: journal, from: 0, watermark: 0 })
  journal.follow((batch) => tail.add(batch))
  return new ReadModel({ engine: new ReadModelStore(), tail })
}
