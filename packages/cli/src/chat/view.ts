import { stripVTControlCharacters, styleText } from 'node:util'
import { columns } from '../command.ts'
import type { Conversation } from './conversations.ts'
import type { Message } from './message.ts'

type Emphasis = 'dim' | 'bold' | 'red'

/** How lines look; everything another person or the server wrote goes through `plain`. */
export class View {
  readonly #user: string
  readonly #style: (emphasis: Emphasis, text: string) => string

  /** Colours go to a terminal that has them and only where NO_COLOR is not set. */
  constructor(user: string, output: NodeJS.WritableStream & { readonly isTTY?: boolean }) {
    this.#user = user
    this.#style = output.isTTY === true ? (emphasis, text) => styleText(emphasis, text, { stream: output }) : (_, text) => text
  }

  /** `12:01 ben: hello`; of a conversation that is not open `12:01 ben → you: hello`. */
  message({ time, from, to, text }: Message, { open }: { open: boolean }): string {
    const whose = open ? this.#name(from) : `${this.#name(from)} → ${this.#name(to)}`
    return `${this.#style('dim', clockTime(time))} ${this.#style('bold', `${whose}:`)} ${plain(text)}`
  }

  failed(text: string, reason: string): string {
    return this.#style('red', `not sent: ${plain(text)} (${plain(reason)})`)
  }

  refused(reason: string): string {
    return this.#style('red', `refused: ${plain(reason)}`)
  }

  note(text: string): string {
    return this.#style('dim', `* ${plain(text)}`)
  }

  list(conversations: readonly Conversation[]): string {
    if (conversations.length === 0) return this.note('no conversations yet; /friends shows whom you can write to, /add NAME adds someone')
    return columns(conversations.map((conversation) => [plain(conversation.peer), this.#state(conversation)]))
  }

  #state({ unread, newest }: Conversation): string {
    const count = unread === 0 ? '' : this.#style('bold', `${unread} unread  `)
    return newest === undefined ? `${count}no messages yet` : `${count}${this.message(newest, { open: true })}`
  }

  #name(user: string): string {
    return user === this.#user ? 'you' : plain(user)
  }
}

/** One line that can neither move the cursor nor speak to the terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text.replace(/\r?\n/g, ' ⏎ ')).replace(/\p{Cc}/gu, '\u{fffd}')
}

function clockTime(ms: number): string {
  const time = new Date(ms)
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
