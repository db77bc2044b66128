import type { HistoryEvent } from '@magpie-im/checker'
import type { PhoneOptions } from '../options.ts'
import { Phone } from '../phone.ts'
import { SimulatedTime } from './simulated-time.fixture.ts'
import { SmallServer } from './small-server.fixture.ts'

/** Phones, their server, and the history they make. */
export class House {
  readonly time = new SimulatedTime()
  readonly server = new SmallServer(this.time)
  readonly history: HistoryEvent[] = []
  readonly random: () => number
  #numbers = 0

  constructor(seed = 1) {
    this.random = mulberry(seed)
  }

  /** Switched on; of every other device of the user another type. */
  phone(user: string, { type = 1, ...options }: Partial<PhoneOptions> & { readonly type?: number } = {}): Phone {
    const phone = new Phone({
      user,
      password: 'secret',
      device: { id: `d${type}`, type },
      dial: this.server.dial,
      clock: this.time,
      random: this.random,
      record: (event) => this.history.push(event),
      nextNumber: () => ++this.#numbers,
      ...options,
    })
    phone.start()
    return phone
  }

  /** The events of this type, in order. */
  of<Type extends HistoryEvent['type']>(type: Type): Extract<HistoryEvent, { readonly type: Type }>[] {
    return this.history.filter((event) => event.type === type) as Extract<HistoryEvent, { readonly type: Type }>[] // as: by its type
  }
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
