import type { Client, Fields, Reply } from '@magpie-im/sdk'
import { Observed } from '../observed.ts'

export type Friend = Reply<'listFriends'>['items'][number]
export type Group = Reply<'listGroups'>['items'][number]
export type Profile = Reply<'getProfiles'>['items'][number]['profile']
export type FriendRequest = Reply<'listFriendRequests'>['items'][number]

/** What changes these lists. */
type Change =
  | 'addFriend'
  | 'removeFriend'
  | 'setRemark'
  | 'acceptFriendRequest'
  | 'refuseFriendRequest'
  | 'blockUser'
  | 'unblockUser'
  | 'createGroup'
  | 'updateGroup'
  | 'transferGroup'
  | 'dismissGroup'
  | 'leaveGroup'
  | 'addMembers'
  | 'removeMembers'
  | 'changeMember'

const page = 200
const profilesAtOnce = 100

/** Friends, groups, requests, and what people are called. */
export class Contacts extends Observed {
  friends: readonly Friend[] = []
  groups: readonly Group[] = []
  requests: readonly FriendRequest[] = []
  blocked: readonly string[] = []
  readonly #client: Client
  readonly #profiles = new Map<string, Profile | undefined>()
  readonly #wanted = new Set<string>()

  constructor(client: Client) {
    super()
    this.#client = client
    client.on('friendsChanged', () => void this.#reload(() => this.#loadFriends()))
    client.on('friendRequested', () => void this.#reload(() => this.#loadRequests()))
    for (const event of ['groupCreated', 'groupsChanged', 'groupInfoChanged', 'groupMembersChanged'] as const) {
      client.on(event, () => void this.#reload(() => this.#loadGroups()))
    }
  }

  /** After signing in, and after a while away. */
  async load(): Promise<void> {
    // What they are called may have changed; until it is known, they are called as before.
    for (const user of this.#profiles.keys()) this.#want(user)
    await Promise.all([
      this.#reload(() => this.#loadFriends()),
      this.#reload(() => this.#loadRequests()),
      this.#reload(() => this.#loadGroups()),
      this.#reload(() => this.#loadBlocks()),
    ])
  }

  profile(user: string): Profile | undefined {
    if (!this.#profiles.has(user)) this.#want(user)
    return this.#profiles.get(user)
  }

  nameOf(user: string): string {
    const remark = this.friends.find((friend) => friend.user === user)?.remark ?? ''
    return remark || this.profile(user)?.nick || user
  }

  group(id: string): Group | undefined {
    return this.groups.find((group) => group.id === id)
  }

  /** What a conversation is called. */
  titleOf(conversation: string): string {
    const { kind, id } = partsOf(conversation)
    return kind === 'group' ? this.group(id)?.name || id : this.nameOf(id)
  }

  /** Does it and reads the lists again: who changes something himself is not told of it. */
  async change<N extends Change>(command: N, fields: Fields<N>): Promise<Reply<N>> {
    const reply = await this.#client.request(command, fields)
    await this.load()
    return reply
  }

  async saveProfile(changes: Partial<Pick<Profile, 'nick' | 'signature'>>): Promise<void> {
    await this.#client.request('updateProfile', changes)
    this.#profiles.delete(this.#client.user)
    this.changed()
  }

  #want(user: string): void {
    if (this.#wanted.size === 0) queueMicrotask(() => void this.#reload(() => this.#loadProfiles()))
    this.#wanted.add(user)
  }

  /** What cannot be read now is read at the next sign-in. */
  async #reload(load: () => Promise<void>): Promise<void> {
    try {
      await load()
    } catch {
      this.#wanted.clear()
    }
  }

  async #loadProfiles(): Promise<void> {
    const users = [...this.#wanted].slice(0, profilesAtOnce)
    for (const user of users) this.#profiles.set(user, this.#profiles.get(user))
    this.#wanted.clear()
    const { items } = await this.#client.request('getProfiles', { users }).catch((error) => {
      for (const user of users) this.#profiles.delete(user)
      throw error
    })
    for (const { user, profile } of items) this.#profiles.set(user, profile)
    this.changed()
  }

  async #loadFriends(): Promise<void> {
    const found: Friend[] = []
    for (let more = true, after = 0; more; after = found.at(-1)?.since ?? after) {
      const answer = await this.#client.request('listFriends', { after, limit: page })
      found.push(...answer.items)
      more = answer.more
    }
    this.friends = found
    for (const { user } of found) this.#want(user)
    this.changed()
  }

  async #loadRequests(): Promise<void> {
    this.requests = (await this.#client.request('listFriendRequests', {})).items
    this.changed()
  }

  async #loadBlocks(): Promise<void> {
    this.blocked = (await this.#client.request('listBlocks', {})).items
    this.changed()
  }

  async #loadGroups(): Promise<void> {
    const found: Group[] = []
    for (let more = true, after = 0; more; after = found.at(-1)?.number ?? after) {
      const answer = await this.#client.request('listGroups', { after, limit: page })
      found.push(...answer.items)
      more = answer.more
    }
    this.groups = found
    this.changed()
  }
}

interface ConversationParts {
  readonly kind: 'user' | 'group' | 'notice'
  readonly id: string
}

export function partsOf(conversation: string): ConversationParts {
  const [kind = '', ...id] = conversation.split(':')
  return { kind: kind === 'group' || kind === 'notice' ? kind : 'user', id: id.join(':') }
}
