import { type Action, groupName, type News, type Person, Refused, type Seen, type SendOptions, type Sent, userName } from '../person.ts'
import { controls, labelOf, type OmtpClient, readMessage } from './client.ts'
import { flags, isAck } from './packets.ts'

const news: Record<News, number> = { friends: 1, groups: 2, group: 3, members: 4 }
const actions = Object.entries(controls) as [Action, number][] // as: entries forget which names there are

/** A person at the OMTP door, whose labels and codes stay in here. */
export class OmtpPerson implements Person {
  readonly client: OmtpClient

  constructor(client: OmtpClient) {
    this.client = client
  }

  get user(): string {
    return this.client.user
  }

  async send(to: string, text: string, { id, resend = false }: SendOptions = {}): Promise<Sent> {
    const [kind, name = ''] = to.split(/:(.*)/s)
    const options = { ...(id !== undefined && { packId: id }), flags: resend ? flags.dup : 0n }
    const ack = await (kind === 'group' ? this.client.tell(name, text, options) : this.client.send(name, text, options))
    checked(ack.errorCode.code)
    return { stamp: Number(ack.seqId) }
  }

  async list(after = 0) {
    const { items, timestamp } = await this.client.hotSessions(BigInt(after))
    const listed = items.map(({ sessionId, unreadCount, readSeqId, lastMsgs }) => {
      const [newest] = lastMsgs.map(({ header, payload }) => this.#seen(readMessage({ ...header, payload })))
      return { conversation: this.#nameOf(sessionId), unread: unreadCount, readTo: Number(readSeqId), newest }
    })
    return { items: listed, cursor: Number(timestamp) }
  }

  async history(conversation: string): Promise<readonly Seen[]> {
    const all: Seen[] = []
    for (let upTo = 0n; ; ) {
      const { code, messages } = await this.client.historyPage(this.#labelOf(conversation), upTo, 100)
      checked(code)
      all.push(...messages.map((message) => this.#seen(message)))
      const oldest = messages.at(-1)
      if (oldest === undefined || messages.length < 100) return all.reverse()
      upTo = oldest.seqId - 1n
    }
  }

  async markRead(conversation: string, stamp: number): Promise<void> {
    checked(await this.client.markReadAs(this.#labelOf(conversation), BigInt(stamp)))
  }

  async control(action: Action, { conversation, stamp, id }: Pick<Seen, 'conversation' | 'stamp' | 'id'>, text = ''): Promise<void> {
    const message = { sessionId: this.#labelOf(conversation), packId: id, seqId: BigInt(stamp) }
    checked(await this.client.control(controls[action], message, { content: text }))
  }

  async addFriend(user: string): Promise<void> {
    checked(await this.client.addFriend(user))
  }

  async removeFriend(user: string): Promise<void> {
    checked(await this.client.removeFriend(user))
  }

  async friends(): Promise<readonly string[]> {
    return (await this.client.friends()).map(({ friendId }) => friendId)
  }

  async createGroup(...members: readonly string[]): Promise<string> {
    return await this.client.createGroup(members, { name: 'Group' })
  }

  async addTo(group: string, ...users: readonly string[]): Promise<void> {
    checked(await this.client.join(group, ...users))
  }

  async removeFrom(group: string, ...users: readonly string[]): Promise<void> {
    checked(await this.client.quit(group, ...users))
  }

  async dismiss(group: string): Promise<void> {
    checked(await this.client.dismiss(group))
  }

  async handOver(group: string, to: string): Promise<void> {
    checked(await this.client.handOver(group, to))
  }

  async rename(group: string, name: string): Promise<void> {
    checked(await this.client.updateGroup(group, { name }))
  }

  async members(group: string): Promise<readonly string[]> {
    const { errorCode, memberIds } = await this.client.groupMembers(group)
    checked(errorCode.code)
    return memberIds
  }

  async groups(): Promise<readonly string[]> {
    return (await this.client.groups()).groupIds
  }

  ping(): Promise<void> {
    return this.client.ping()
  }

  async expectMessage(): Promise<Seen> {
    return this.#seen(readMessage(await this.client.connection.push()))
  }

  async expectControl() {
    const { command, sessionId, seqId, content } = await this.client.expectControl()
    const action = actions.find(([, number]) => number === command)?.[0]
    if (action === undefined) throw new Error(`${command} is no control`)
    return { conversation: this.#nameOf(sessionId), action, stamp: Number(seqId), text: content }
  }

  async expectReadMark() {
    const { sessionId, seqId } = await this.client.expectReadMark()
    return { conversation: this.#nameOf(sessionId), stamp: Number(seqId) }
  }

  async expectNews(what: News): Promise<void> {
    await this.client.expectSync(news[what])
  }

  expectNothing(): Promise<void> {
    return this.client.expectNothing()
  }

  async expectKicked(): Promise<void> {
    await this.client.expect('kickout')
    await this.client.closed()
  }

  answered(): readonly string[] {
    return this.client.connection.received.filter(isAck).map(({ packId }) => packId)
  }

  close(): Promise<void> {
    return this.client.close()
  }

  #labelOf(conversation: string): string {
    const [kind, name = ''] = conversation.split(/:(.*)/s)
    return kind === 'group' ? name : labelOf(this.user, name)
  }

  /** Users of these scenarios have no underscore in their names. */
  #nameOf(label: string): string {
    if (!label.startsWith('LP_G1_')) return groupName(label)
    const other = label
      .slice('LP_G1_'.length)
      .split('_')
      .find((user) => user !== this.user)
    return userName(other ?? '')
  }

  #seen({ sessionId, seqId, from, content, packId, flags: set }: ReturnType<typeof readMessage>): Seen {
    const state = (set & flags.revoke) !== 0n ? 'revoked' : (set & flags.override) !== 0n ? 'replaced' : 'normal'
    return { conversation: this.#nameOf(sessionId), stamp: Number(seqId), from, text: content, id: packId, state }
  }
}

function checked(code: number): void {
  if (code !== 0) throw new Refused(code, 'by OMTP')
}
