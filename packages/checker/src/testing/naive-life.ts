import { groupKey, pairKey } from '../conversation-key.ts'
import type { Change, ConversationKey, HistoryEvent } from '../history.ts'
import { NaiveServer, type Peer, type Question, shown, type Told } from './naive-server.ts'
import { below, pick, type Random, randomOf } from './random.ts'

type Untimed<E> = E extends HistoryEvent ? Omit<E, 'at'> : never

interface Device {
  readonly user: string
  readonly name: string
  /** What has no acknowledgement, in the order in which it was first sent. */
  outbox: (Question & { readonly kind: 'send' })[]
  session: number
  peer: Peer | undefined
  awaitsPong: boolean
  /** Where a page was asked for that has not come. */
  readonly awaitsPage: Set<ConversationKey>
}

const group = groupKey('g')
const members = { [pairKey('ann', 'ben')]: ['ann', 'ben'], [pairKey('ann', 'dora')]: ['ann', 'dora'], [group]: ['ann', 'ben', 'carl'] }
const devices = ['ann phone', 'ann desk', 'ben phone', 'carl phone', 'dora phone']

/** What happens to a few people who chat over bad connections, with a server that does everything right. */
class NaiveLife {
  readonly history: HistoryEvent[] = []
  readonly #random: Random
  readonly #server: NaiveServer
  readonly #devices: readonly Device[]
  /** Connections that ended for the client, and whose bytes may still reach the server. */
  readonly #ended: Peer[] = []
  #sessions = 0
  #numbers = 0

  constructor(seed: number) {
    this.#random = randomOf(seed)
    this.#server = new NaiveServer(this.#random, members)
    this.#devices = devices.map((name): Device => {
      const [user = ''] = name.split(' ')
      return { user, name, outbox: [], session: 0, peer: undefined, awaitsPong: false, awaitsPage: new Set() }
    })
  }

  live(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const device = pick(this.#random, this.#devices)
      if (device === undefined) continue
      if (device.peer === undefined) this.#maybe(0.3, () => this.#open(device))
      else this.#step(device, device.peer)
      this.#maybe(0.1, () => this.#handleEnded())
    }
    for (const device of this.#devices) this.#endInPeace(device)
    for (const thread of this.#server.threads.values()) {
      this.#record({ type: 'stored', conversation: thread.key, members: [...thread.members], messages: thread.log.map(shown) })
    }
  }

  #step(device: Device, peer: Peer): void {
    const chance = this.#random()
    if (chance < 0.35) this.#server.handle(peer)
    else if (chance < 0.7) this.#look(device, peer)
    else if (device.awaitsPong) return
    else if (chance < 0.85) this.#say(device, peer)
    else if (chance < 0.97) this.#ask(device, peer)
    else if (chance < 0.985) this.#cut(device, peer)
    else this.#ping(device, peer)
  }

  #open(device: Device): void {
    this.#sessions++
    device.session = this.#sessions
    device.peer = { user: device.user, inbound: [{ kind: 'open' }], outbound: [], signedIn: false }
    device.awaitsPong = false
    device.awaitsPage.clear()
    this.#record({ type: 'opened', session: device.session, user: device.user, device: device.name })
    for (const message of device.outbox) this.#send(device, device.peer, { message, repeat: true })
  }

  #say(device: Device, peer: Peer): void {
    const conversation = this.#conversationOf(device)
    this.#numbers++
    const message = { kind: 'send', id: `${device.name}-${this.#numbers}`, conversation, body: `text ${this.#numbers}` } as const
    device.outbox.push(message)
    this.#send(device, peer, { message, repeat: false })
    this.#maybe(0.1, () => this.#send(device, peer, { message, repeat: true }))
  }

  #send({ session, user }: Device, peer: Peer, { message, repeat }: { message: Question & { kind: 'send' }; repeat: boolean }): void {
    const { id, conversation, body } = message
    this.#record({ type: 'sent', session, user, conversation, id, body, repeat })
    peer.inbound.push(message)
  }

  #ask(device: Device, peer: Peer): void {
    const conversation = this.#conversationOf(device)
    if (this.#random() < 0.3) {
      const log = this.#server.threads.get(conversation)?.log ?? []
      const upTo = pick(this.#random, log)?.seqId ?? 0
      this.#pull(device, peer, { kind: 'pull', conversation, upTo, count: 1 + below(this.#random, 5) })
      return
    }
    const change = this.#changeIn(device, conversation)
    if (change === undefined) return
    this.#numbers++
    const request = this.#numbers
    this.#record({ type: 'asked', session: device.session, request, user: device.user, conversation, change })
    peer.inbound.push({ kind: 'change', request, conversation, change })
  }

  #pull({ session, awaitsPage }: Device, peer: Peer, question: Question & { kind: 'pull' }): void {
    if (awaitsPage.has(question.conversation)) return
    awaitsPage.add(question.conversation)
    this.#record({ type: 'pulling', session, conversation: question.conversation })
    peer.inbound.push(question)
  }

  #changeIn({ user }: Device, conversation: ConversationKey): Change | undefined {
    const log = this.#server.threads.get(conversation)?.log ?? []
    const chance = this.#random()
    if (chance < 0.2 && user === 'carl') return { kind: this.#random() < 0.5 ? 'join' : 'leave', member: user }
    if (chance < 0.7) return { kind: 'read', to: pick(this.#random, log)?.seqId ?? 0 }
    const own = pick(
      this.#random,
      log.filter(({ from }) => from === user),
    )
    return own && { kind: 'revoke', id: own.id }
  }

  #ping(device: Device, peer: Peer): void {
    device.awaitsPong = true
    this.#record({ type: 'pinging', session: device.session })
    peer.inbound.push({ kind: 'ping' })
  }

  #cut(device: Device, peer: Peer): void {
    this.#record({ type: 'closed', session: device.session, complete: false })
    device.peer = undefined
    this.#ended.push(peer)
    this.#maybe(0.5, () => peer.inbound.splice(below(this.#random, peer.inbound.length + 1)))
  }

  #handleEnded(): void {
    const peer = pick(this.#random, this.#ended)
    if (peer !== undefined) this.#server.handle(peer)
  }

  /** The client takes the oldest thing it was told. */
  #look(device: Device, peer: Peer): void {
    const told = peer.outbound.shift()
    if (told !== undefined) this.#hear(device, told)
  }

  #hear(device: Device, told: Told): void {
    const { session } = device
    switch (told.kind) {
      case 'listing':
        this.#record({ ...told, type: 'synced', session })
        break
      case 'ack':
        this.#record({ ...told, type: 'acked', session })
        device.outbox = device.outbox.filter(({ id }) => id !== told.id)
        break
      case 'refusal':
        this.#record({ type: 'refused', session, id: told.id, code: 1 })
        this.#later(device, told.id)
        break
      case 'change-answer':
        this.#record({ ...told, type: 'answered', session, code: told.done ? 0 : 1 })
        break
      case 'no-page':
        device.awaitsPage.delete(told.conversation)
        break
      case 'page':
        device.awaitsPage.delete(told.conversation)
        this.#record({ ...told, type: 'pulled', session })
        break
      case 'push':
        this.#record({ ...told, type: 'pushed', session })
        break
      case 'control':
        this.#record({ ...told, type: 'control', session })
        break
      case 'pong':
        this.#record({ type: 'closed', session, complete: true })
        if (device.peer !== undefined) this.#server.forget(device.peer)
        device.peer = undefined
        break
    }
  }

  /** What was refused is given up, or tried again behind everything else. */
  #later(device: Device, id: string): void {
    const message = device.outbox.find((one) => one.id === id)
    device.outbox = device.outbox.filter((one) => one !== message)
    if (message === undefined || device.peer === undefined || this.#random() < 0.5) return
    device.outbox.push(message)
    this.#send(device, device.peer, { message, repeat: true })
  }

  #endInPeace(device: Device): void {
    if (device.peer === undefined) this.#open(device)
    const { peer } = device
    if (peer === undefined) return
    this.#settle(device, peer)
    for (const [conversation, { log, members: users }] of this.#server.threads) {
      if (!users.has(device.user)) continue
      this.#pull(device, peer, { kind: 'pull', conversation, upTo: log.at(-1)?.seqId ?? 0, count: 10_000 })
    }
    this.#settle(device, peer)
    if (!device.awaitsPong) this.#ping(device, peer)
    this.#settle(device, peer)
  }

  #settle(device: Device, peer: Peer): void {
    while (device.peer === peer && peer.inbound.length + peer.outbound.length > 0) {
      this.#server.handle(peer)
      this.#look(device, peer)
    }
  }

  #conversationOf({ user }: Device): ConversationKey {
    const keys = Object.entries(members).filter(([, users]) => users.includes(user))
    return pick(this.#random, keys)?.[0] ?? group
  }

  #maybe(chance: number, act: () => void): void {
    if (this.#random() < chance) act()
  }

  #record(event: Untimed<HistoryEvent>): void {
    // An event without its time is one of the union again when it gets it.
    this.history.push({ ...event, at: this.history.length } as HistoryEvent)
  }
}

/** A history of a life in which everything went right, the same for the same seed. */
export function naiveHistory(seed: number, steps = 400): readonly HistoryEvent[] {
  const life = new NaiveLife(seed)
  life.live(steps)
  return life.history
}
