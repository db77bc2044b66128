import type { Connection } from './connection.ts'
import type { Keeper } from './keeper.ts'
import type { Control, ConversationName } from './protocol.ts'

const pageSize = 200
const mostRemembered = 1000
const stampKey = 'controls'

/** What became of messages: told live, and, for what was missed, read after every sign-in. */
export class Controls {
  readonly #keeper: Keeper
  readonly #deliver: (control: Control) => void
  /** The last that were told, oldest first: live ones are read again after the next sign-in. */
  readonly #told = new Recent()
  /** The last messages that something was done to. */
  readonly #changed = new Recent()

  /** What was told since the catch-up that is under way began. */
  #live: Control[] | undefined

  constructor(keeper: Keeper, deliver: (control: Control) => void) {
    this.#keeper = keeper
    this.#deliver = deliver
  }

  take(control: Control): void {
    this.#live?.push(control)
    this.#tell(control)
  }

  /** Something was done to this message; what was told of it before is old. */
  note(message: MessageName): void {
    this.#changed.add(keyOf(message))
  }

  knows(message: MessageName): boolean {
    return this.#changed.has(keyOf(message))
  }

  /** Before any message is told: at the first sign-in of this device, what became of one since the list of conversations is to be told. */
  start(listedAt: number): void {
    if (this.#keeper.get(stampKey) === undefined) this.#keeper.put(stampKey, listedAt)
  }

  async catchUp(connection: Connection): Promise<void> {
    this.#live = []
    let after = this.#keeper.get(stampKey) as number // as: only this class puts it there, when it starts
    for (let more = true; more; ) {
      const { items } = await connection.request('syncPriority', { after, limit: pageSize })
      this.#takeAll(items.flatMap((item) => (item.what === 'control' ? controlOf(item) : [])))
      after = items.at(-1)?.at ?? after
      more = items.length === pageSize
    }
    this.#keeper.put(stampKey, after)
    this.#live = undefined
  }

  /** What was done to a message before what was told of it already is no news. */
  #takeAll(controls: readonly Control[]): void {
    const places = new Map(controls.map((control, at) => [controlKeyOf(control), at]))
    const told = [...(this.#live ?? []), ...controls.filter((control) => this.#told.has(controlKeyOf(control)))]
    for (const [at, control] of controls.entries()) {
      // What is not among these came after them.
      const isOld = told.some((one) => keyOf(one) === keyOf(control) && (places.get(controlKeyOf(one)) ?? controls.length) > at)
      if (!isOld) this.#tell(control)
    }
  }

  #tell(control: Control): void {
    if (this.#told.add(controlKeyOf(control))) this.#deliver(control)
  }
}

function controlOf({ what: _, at: __, ...control }: { readonly what: 'control'; readonly at: number } & Control): Control {
  return control
}

function controlKeyOf({ conversation, of, seq, action, by, requestId }: Control): string {
  return JSON.stringify([conversation, of, seq, action, by, requestId])
}

type MessageName = ConversationName & Pick<Control, 'stamp'>

function keyOf({ conversation, of, stamp }: MessageName): string {
  return JSON.stringify([conversation, of, stamp])
}

/** The last of many. */
class Recent {
  readonly #keys = new Set<string>()

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  /** Whether it is new. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    for (const oldest of this.#keys) {
      if (this.#keys.size <= mostRemembered) break
      this.#keys.delete(oldest)
    }
    return true
  }
}
