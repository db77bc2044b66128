import { setTimeout as pause } from 'node:timers/promises'
import { type ConversationKey, groupKey, type HistoryEvent, pairKey } from '@magpie-im/checker'
import { type Dial, Phone, type PhoneClock } from '@magpie-im/phone'
import type { Cast } from './cast.ts'
import { oneOf, type Random, seeded, wholeBetween } from './seeded.ts'

interface CrowdOptions {
  readonly cast: Cast
  readonly round: number
  readonly random: Random
  readonly dial: Dial
  readonly clock: PhoneClock
  readonly token: (user: string) => string
  readonly record: (event: HistoryEvent) => void
  readonly acknowledged: (ms: number) => void
}

interface Member {
  readonly phone: Phone
  /** Conversations it writes to. */
  readonly writesTo: readonly ConversationKey[]
  /** Groups it may leave and join again. */
  readonly guestOf: readonly string[]
}

const tickMs = 20
/** Of a hundred users so many have a second device. */
const secondDevices = 35
const mostWaiting = 300
const phonePatienceMs = 6000
const pollMs = 20
const gatherPatienceMs = 60_000

/** The phones of a round, and what their people do. */
export class Crowd {
  readonly #options: CrowdOptions
  readonly #members: readonly Member[]

  constructor(options: CrowdOptions) {
    this.#options = options
    let numbers = 0
    const nextNumber = () => ++numbers
    this.#members = options.cast.users.flatMap((user) => this.#devicesOf(user, nextNumber))
  }

  get phones(): readonly Phone[] {
    return this.#members.map(({ phone }) => phone)
  }

  /** Signs all in and founds the groups. */
  async gather(): Promise<void> {
    for (const phone of this.phones) phone.start()
    // Only who was there once can be made a member.
    for (let wait = 0; !this.phones.every(({ online }) => online); wait += pollMs) {
      if (wait > gatherPatienceMs) throw new Error('not all phones could sign in, though nothing is broken')
      await pause(pollMs)
    }
    await Promise.all(
      this.#options.cast.groups.map(async ({ id, owner, members }) => {
        const phone = this.phones.find(({ user }) => user === owner)
        if ((await phone?.found(id, members)) !== true) throw new Error(`the group ${id} was not founded`)
      }),
    )
  }

  /** Until `signal` says stop, they do so many things a second. */
  async live(rate: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    let owed = 0
    let last = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      owed = Math.min(owed + ((now - last) * rate) / 1000, rate)
      last = now
      for (; owed >= 1; owed--) this.#act()
    }, tickMs)
    signal.addEventListener('abort', () => resolve(), { once: true })
    await promise
    clearInterval(timer)
  }

  /** One phone reads nothing until what this gives is called. */
  stallReader(): (() => void) | undefined {
    const phone = oneOf(
      this.#options.random,
      this.phones.filter(({ online }) => online),
    )
    phone?.stopReading()
    return phone && (() => phone.readOn())
  }

  #devicesOf(user: string, nextNumber: () => number): Member[] {
    const { cast, round, random, dial, clock, token, record, acknowledged } = this.#options
    const groups = cast.groups.filter(({ owner, members }) => owner === user || members.includes(user))
    const writesTo = [
      ...cast.pairs.filter((pair) => pair.includes(user)).map(([one, other]) => pairKey(one, other)),
      ...groups.map(({ id }) => groupKey(id)),
    ]
    const guestOf = groups.filter(({ owner }) => owner !== user).map(({ id }) => id)
    const types = wholeBetween(random, 1, 100) <= secondDevices ? [1, 2] : [1]
    return types.map((type) => {
      const device = { id: `${user}-${type}`, type }
      const own = { clock, random: seeded(wholeBetween(random, 0, 2 ** 31)), record, nextNumber, acknowledged, patienceMs: phonePatienceMs }
      const phone = new Phone({ user, password: token(user), device, dial, messageIds: `${device.id}-${round}`, ...own })
      return { phone, writesTo, guestOf }
    })
  }

  #act(): void {
    const { random } = this.#options
    const member = oneOf(random, this.#members)
    const conversation = member && oneOf(random, member.writesTo)
    if (member === undefined || conversation === undefined || member.phone.waiting > mostWaiting) return
    const { phone } = member
    const chance = random()
    if (chance < 0.85) phone.say(conversation)
    else if (chance < 0.93) void phone.read(conversation)
    else if (chance < 0.95) this.#revoke(phone)
    else if (chance < 0.97) void phone.pull(conversation)
    else if (chance < 0.98) phone.duplicateNext()
    else if (chance < 0.982) phone.sleep(wholeBetween(random, 50, 5000))
    else if (chance < 0.984) this.#comeAndGo(member)
  }

  #revoke(phone: Phone): void {
    const id = oneOf(this.#options.random, phone.ownMessages)
    if (id !== undefined) void phone.revoke(id)
  }

  /** Who left is made a member again by the owner. */
  #comeAndGo({ phone, guestOf }: Member): void {
    const { random, cast } = this.#options
    const group = cast.groups.find(({ id }) => id === oneOf(random, guestOf))
    if (group === undefined) return
    const owner = this.phones.find(({ user }) => user === group.owner)
    if (random() < 0.5) void phone.leave(group.id)
    else void owner?.join(group.id, phone.user)
  }
}
