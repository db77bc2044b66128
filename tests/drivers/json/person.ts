import { expect } from 'vitest'
import { eventually } from '../deadline.ts'
import { patience } from '../omtp/connection.ts'
import { type Action, type Listed, type News, type Person, Refused, type Seen, type SendOptions, type Sent } from '../person.ts'
import type { Frame, JsonConnection } from './connection.ts'

const news: Record<News, readonly string[]> = {
  friends: ['friendsChanged'],
  groups: ['groupsChanged', 'groupCreated'],
  group: ['groupInfoChanged'],
  members: ['groupMembersChanged'],
}

/** A person at the JSON door. */
export class JsonPerson implements Person {
  readonly user: string
  readonly connection: JsonConnection

  constructor(user: string, connection: JsonConnection) {
    this.user = user
    this.connection = connection
  }

  send(to: string, body: string, { id: clientMessageId = '', resend = false }: SendOptions = {}): Promise<Sent> {
    return this.connection.ask('sendMessage', { to, body, clientMessageId, resend })
  }

  async list(after = 0) {
    const items: Listed[] = []
    for (let cursor = after; ; ) {
      const page = await this.#whenReady('listConversations', { after: cursor })
      for (const { conversation, unread, readMark, newest } of page.items) {
        items.push({ conversation, unread, readTo: readMark.stamp, newest: newest && seen(conversation, newest) })
      }
      cursor = page.cursor
      if (!page.more) return { items, cursor }
    }
  }

  async history(conversation: string) {
    const all: Seen[] = []
    for (let after = 0; ; ) {
      const { items, more } = await this.#whenReady('listMessages', { conversation, after, limit: 100 })
      all.push(...items.map((message: Frame) => seen(conversation, message)))
      if (!more) return all
      after = items.at(-1).seq
    }
  }

  async markRead(conversation: string, stamp: number): Promise<void> {
    await this.#whenReady('setReadMark', { conversation, stamp })
  }

  control(action: Action, { conversation, stamp }: Pick<Seen, 'conversation' | 'stamp'>, body = ''): Promise<void> {
    return this.#whenReady('controlMessage', { conversation, stamp, action, body })
  }

  addFriend(friend: string): Promise<void> {
    return this.connection.ask('addFriend', { friend })
  }

  removeFriend(friend: string): Promise<void> {
    return this.connection.ask('removeFriend', { friend })
  }

  async friends(): Promise<readonly string[]> {
    return (await this.#whenReady('listFriends')).items.map(({ user }: Frame) => user)
  }

  async createGroup(...members: readonly string[]): Promise<string> {
    return (await this.connection.ask('createGroup', { name: 'Group', members })).group
  }

  addTo(group: string, ...users: readonly string[]): Promise<void> {
    return this.connection.ask('addMembers', { group, users })
  }

  removeFrom(group: string, ...users: readonly string[]): Promise<void> {
    return this.connection.ask('removeMembers', { group, users })
  }

  dismiss(group: string): Promise<void> {
    return this.connection.ask('dismissGroup', { group })
  }

  handOver(group: string, to: string): Promise<void> {
    return this.connection.ask('transferGroup', { group, to })
  }

  rename(group: string, name: string): Promise<void> {
    return this.connection.ask('updateGroup', { group, name })
  }

  async members(group: string): Promise<readonly string[]> {
    return (await this.connection.ask('listMembers', { group })).items.map(({ user }: Frame) => user)
  }

  async groups(): Promise<readonly string[]> {
    return (await this.connection.ask('listGroups')).items.map(({ id }: Frame) => id)
  }

  async ping(): Promise<void> {
    await this.connection.ask('ping')
  }

  async expectMessage(): Promise<Seen> {
    const { conversation, message } = await this.#expect('message')
    return seen(conversation, message)
  }

  async expectControl() {
    const { conversation, action, stamp, body = '' } = await this.#expect('messageControlled')
    return { conversation, action, stamp, text: body }
  }

  async expectReadMark() {
    const { conversation, readMark } = await this.#expect('readMarkMoved')
    return { conversation, stamp: readMark.stamp }
  }

  async expectNews(what: News): Promise<void> {
    expect(news[what]).toContain((await this.connection.event()).event)
  }

  async expectNothing(): Promise<void> {
    await this.ping()
    expect(this.connection.events, 'told though nothing was due').toEqual([])
  }

  async expectKicked(): Promise<void> {
    expect(await this.#expect('closed')).toMatchObject({ reason: 'kicked', reconnect: false })
    expect(await this.connection.closed()).toMatchObject({ reason: 'kicked' })
  }

  answered(): readonly string[] {
    return this.connection.received.flatMap(({ id }) => (id === undefined ? [] : [String(id)]))
  }

  close(): Promise<void> {
    return this.connection.close().then(() => undefined)
  }

  async #expect(name: string): Promise<Frame> {
    const event = await this.connection.event()
    expect(event.event, JSON.stringify(event)).toBe(name)
    return event
  }

  /** Asks as a client does: again while the server says that it will know soon. */
  #whenReady(type: string, fields: object = {}): Promise<Frame> {
    return eventually(patience, 'the server has what was asked for', async () => {
      try {
        return await this.connection.ask(type, fields)
      } catch (error) {
        if (error instanceof Refused && error.code === 'NotReady') return undefined
        throw error
      }
    })
  }
}

function seen(conversation: string, { stamp, from, body, clientMessageId, state }: Frame): Seen {
  return { conversation, stamp, from, text: body, id: clientMessageId, state }
}
