import { setTimeout as pause } from 'node:timers/promises'
import { groupKey, type HistoryEvent, pairKey } from '@magpie-im/checker'
import { type Dial, Habits, Phone, type PhoneClock, type Weights } from '@magpie-im/phone'
import type { Cast } from './cast.ts'
import { oneOf, type Random, seeded, wholeBetween } from './seeded.ts'

export interface CrowdOptions {
  readonly cast: Cast
  readonly round: number
  /** What all people do in a second. */
  readonly rate: number
  readonly random: Random
  readonly dial: Dial
  readonly clock: PhoneClock
  readonly token: (user: string) => string
  readonly record: (event: HistoryEvent) => void
  readonly acknowledged: (ms: number) => void
  /** By default nobody loses a connection or stalls by himself: that is done from outside, where it is counted. */
  readonly weights?: Partial<Weights>
}

/** So many users in a hundred have a second device. */
const secondDevices = 35
const phonePatienceMs = 6000
const pollMs = 20
const gatherPatienceMs = 60_000

/** The phones of a round, and what their people do. */
export class Crowd {
  readonly phones: readonly Phone[]
  readonly #options: CrowdOptions
  readonly #habits: readonly Habits[]

  constructor(options: CrowdOptions) {
    this.#options = options
    let numbers = 0
    const nextNumber = () => ++numbers
    this.phones = options.cast.users.flatMap((user) => this.#devicesOf(user, nextNumber))
    this.#habits = this.phones.map((phone) => this.#habitsOf(phone))
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
        if ((await this.#phoneOf(owner).found(id, members)) !== true) throw new Error(`the group ${id} was not founded`)
      }),
    )
  }

  /** From now on people write and read. */
  start(): void {
    for (const habits of this.#habits) habits.start()
  }

  stop(): void {
    for (const habits of this.#habits) habits.stop()
  }

  /** One phone reads nothing until what this gives is called. */
  stallReader(): (() => void) | undefined {
    const online = this.phones.filter((phone) => phone.online)
    const phone = oneOf(this.#options.random, online)
    phone?.stopReading()
    return phone && (() => phone.readOn())
  }

  #devicesOf(user: string, nextNumber: () => number): Phone[] {
    const { round, random, token, ...options } = this.#options
    const types = wholeBetween(random, 1, 100) <= secondDevices ? [1, 2] : [1]
    return types.map((type) => {
      const device = { id: `${user}-${type}`, type }
      const own = { user, password: token(user), device, messageIds: `${device.id}-${round}` }
      return new Phone({ ...options, ...own, nextNumber, random: this.#ownRandom(), patienceMs: phonePatienceMs })
    })
  }

  #habitsOf(phone: Phone): Habits {
    const { cast, rate, clock, weights = { cut: 0, stall: 0 } } = this.#options
    const pairs = cast.pairs.filter((pair) => pair.includes(phone.user))
    const groups = cast.groups.filter(({ owner, members }) => owner === phone.user || members.includes(phone.user))
    return new Habits({
      phone,
      clock,
      random: this.#ownRandom(),
      conversations: [...pairs.map(([one, other]) => pairKey(one, other)), ...groups.map(({ id }) => groupKey(id))],
      actsPerSecond: rate / this.phones.length,
      weights,
      visits: groups.filter(({ owner }) => owner !== phone.user).map(({ id, owner }) => ({ group: id, host: this.#phoneOf(owner) })),
    })
  }

  #phoneOf(user: string): Phone {
    const phone = this.phones.find((each) => each.user === user)
    if (phone === undefined) throw new Error(`${user} has no phone`)
    return phone
  }

  #ownRandom(): Random {
    return seeded(wholeBetween(this.#options.random, 0, 2 ** 31))
  }
}
