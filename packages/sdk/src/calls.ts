import type { CommandName, Fields, ListedConversation, Message, Reply } from './protocol.ts'

/** Those that are not the client's own business. */
export type Request = Exclude<CommandName, 'signIn' | 'signOut' | 'sendMessage'>

/** A message of the conversation that is named beside it. */
export type MessageName = Pick<Message, 'stamp'>

/** What is asked of the server often, each as one call. All reject as `request` does. */
export abstract class Calls {
  /** Any command of the JSON protocol. Rejects with a `MagpieError`, at once when nobody is signed in. */
  abstract request<N extends Request>(command: N, fields: Fields<N>): Promise<Reply<N>>

  /** All conversations, oldest change first, with exact counts of what is unread. */
  async conversations(): Promise<ListedConversation[]> {
    const found = new Map<string, ListedConversation>()
    let after = 0
    for (let more = true; more; ) {
      const page = await this.request('listConversations', { after })
      for (const item of page.items) found.set(item.conversation, item)
      after = page.cursor
      more = page.more
    }
    return [...found.values()]
  }

  /** The last messages before `before`, or the first after `after`, in their order. */
  history(
    conversation: string,
    piece: Pick<Fields<'listMessages'>, 'of' | 'before' | 'after' | 'limit'> = {},
  ): Promise<Reply<'listMessages'>> {
    return this.request('listMessages', { conversation, ...piece })
  }

  /** Everything up to this message is read. */
  markRead(conversation: string, { stamp }: MessageName): Promise<Reply<'setReadMark'>> {
    return this.request('setReadMark', { conversation, stamp })
  }

  /** Who has received and read a message; `after` is the last user of the page before. */
  receipts(
    conversation: string,
    { stamp }: MessageName,
    page: Pick<Fields<'listReceipts'>, 'after' | 'limit'> = {},
  ): Promise<Reply<'listReceipts'>> {
    return this.request('listReceipts', { conversation, stamp, ...page })
  }

  /** Takes a message back, for everybody. */
  async revoke(conversation: string, { stamp }: MessageName): Promise<void> {
    await this.request('controlMessage', { conversation, stamp, action: 'revoke' })
  }

  /** Gives a message another body, for everybody. */
  async override(conversation: string, { stamp }: MessageName, body: string): Promise<void> {
    await this.request('controlMessage', { conversation, stamp, action: 'override', body })
  }

  async delete(conversation: string, { stamp }: MessageName, { forAll = false } = {}): Promise<void> {
    await this.request('controlMessage', { conversation, stamp, action: 'delete', forAll })
  }

  /** Shows what one thinks of a message, or no longer. */
  async react(conversation: string, { stamp }: MessageName, emoji: string, on = true): Promise<void> {
    await this.request('setReaction', { conversation, stamp, emoji, on })
  }

  /** Who reacted to a message, and how; `after` is the last of the page before. */
  reactions(
    conversation: string,
    { stamp }: MessageName,
    page: Pick<Fields<'listReactions'>, 'emoji' | 'after' | 'limit'> = {},
  ): Promise<Reply<'listReactions'>> {
    return this.request('listReactions', { conversation, stamp, ...page })
  }

  /** Keeps a message in view of everybody in the conversation, or no longer. */
  async pin(conversation: string, { stamp }: MessageName, on = true): Promise<void> {
    await this.request('setPin', { conversation, stamp, on })
  }

  /** The messages that are kept in view, the one that was pinned last first. */
  async pins(conversation: string): Promise<readonly Message[]> {
    return (await this.request('listPins', { conversation })).items
  }
}
