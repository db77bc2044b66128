import type { Duplex } from 'node:stream'
import type { OTIMPack } from '@magpie-im/wire'
import type { Socket, SocketListener } from '../../ports.ts'
import type { CommandName, Fields, ServerEvent } from '../../protocol.ts'
import { Chain } from './chain.ts'
import { translations } from './commands/index.ts'
import { signIn } from './commands/session.ts'
import { closed, eventOf } from './events.ts'
import { History } from './history.ts'
import { Labels } from './labels.ts'
import { Line } from './line.ts'
import { Refused } from './refused.ts'
import type { Scope, Translation } from './translation.ts'

interface Frame {
  readonly id: number
  readonly type: CommandName
}

/** Frames of the JSON protocol on one side, packets of OMTP on the other. */
export class Session implements Socket {
  readonly #line: Line
  readonly #listener: SocketListener
  #scope: Scope | undefined

  constructor(socket: Duplex, listener: SocketListener) {
    this.#listener = listener
    this.#line = new Line(socket, { told: (pack) => this.#told(pack), closed: () => listener.closed() })
  }

  send(text: string): void {
    void this.#do(JSON.parse(text))
  }

  close(): void {
    this.#line.close()
  }

  /** Every request is answered, or the connection ends. */
  async #do({ id, type, ...fields }: Frame): Promise<void> {
    try {
      this.#say({ id, ok: await this.#translate(type, fields) })
      if (type === 'signOut') this.#say(closed('signed-out', 'you signed out'))
    } catch (error) {
      if (error instanceof Refused) this.#say({ id, error: error.error })
      else this.#line.close()
    }
  }

  async #translate(type: CommandName, fields: object): Promise<object> {
    if (type === 'signIn') return await this.#signIn(fields as Fields<'signIn'>) // as: the client writes by the same table
    if (this.#scope === undefined) throw new Refused('SignInIncomplete', 'nobody is signed in')
    const translation = translations[type] as Translation<CommandName> // as: the fields of this frame are those of its type
    return await translation(fields as Fields<CommandName>, this.#scope) // as: the same
  }

  async #signIn(fields: Fields<'signIn'>): Promise<object> {
    const { user } = fields
    const labels = new Labels(user)
    const [line, history] = [this.#line, new History(this.#line, labels)]
    const reply = await signIn(fields, line)
    this.#scope = { line, user, labels, history, chain: new Chain() }
    return reply
  }

  #told(pack: OTIMPack): void {
    const event = eventOf(pack, this.#scope?.labels ?? new Labels(''))
    if (event?.event === 'messageControlled') this.#scope?.history.changed()
    if (event?.event === 'message') this.#tellMessage(event)
    else if (event !== undefined) this.#say(event)
  }

  #tellMessage(told: ServerEvent<'message'>): void {
    const { conversation, of, message } = told
    this.#scope?.history.grew()
    // Of a large group a slow connection is not pushed all.
    const isOfTwo = conversation.startsWith('user:') && of === undefined
    const follows = isOfTwo ? this.#scope?.chain.pushed(conversation, message.stamp) : undefined
    this.#say({ ...told, follows })
  }

  #say(frame: object): void {
    this.#listener.received(JSON.stringify(frame))
  }
}
