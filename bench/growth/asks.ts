import { decodePayload, MsgReq, packets } from '@magpie-im/wire'
import { type Client, succeeded } from '../load/client.ts'
import { cpuSecondsOf } from '../load/cpu.ts'
import { write } from '../load/requests.ts'
import { busiest, membersOf, type Plan } from './plan.ts'

export interface Cost {
  readonly what: string
  readonly p50Ms: number
  /** Processor time of the server for one. */
  readonly cpuUs: number
}

const warmUp = 300
const times = 2_000
const page = 50

/** What one user asks, one thing after the other, on a server that has nothing else to do. */
export class Asks {
  readonly #client: Client
  readonly #pid: number
  readonly #plan: Plan

  constructor(client: Client, pid: number, plan: Plan) {
    this.#client = client
    this.#pid = pid
    this.#plan = plan
  }

  async costs(): Promise<Cost[]> {
    const sending = await this.#cost('send a message', () => write(this.#client, busiest, this.#friendOf(this.#any())))
    await write(this.#client, busiest, this.#friendOf(1))
    const longest = this.#labelOf(1)
    const { newest, oldest } = await this.#reach(longest)
    const depth = () => oldest + Math.floor(Math.random() * (newest - oldest))
    return [
      sending,
      await this.#cost('newest 50 of any conversation', () => this.#pull(this.#labelOf(this.#any()))),
      await this.#cost('newest 50 of the longest', () => this.#pull(longest)),
      await this.#cost('50 at any depth of the longest', () => this.#pull(longest, depth())),
      await this.#cost('first page of the list', () => this.#list(0)),
      await this.#cost('unread of the longest', () => this.#list(newest - 1)),
    ]
  }

  async #cost(what: string, ask: () => Promise<unknown>): Promise<Cost> {
    for (let i = 0; i < warmUp; i++) await ask()
    const before = cpuSecondsOf(this.#pid)
    const took: number[] = []
    for (let i = 0; i < times; i++) {
      const began = performance.now()
      await ask()
      took.push(performance.now() - began)
    }
    const cpuUs = ((cpuSecondsOf(this.#pid) - before) * 1_000_000) / times
    return { what, p50Ms: took.sort((a, b) => a - b)[times / 2] ?? Number.NaN, cpuUs }
  }

  async #reach(label: string): Promise<{ newest: number; oldest: number }> {
    const [first] = await this.#pull(label)
    const newest = Number(decodePayload(MsgReq, first?.payload ?? new Uint8Array(0)).seqId)
    return { newest, oldest: newest - thirtyDays }
  }

  async #pull(sessionId: string, seqId = 0) {
    return succeeded(await this.#client.ask(packets.HISTORY_MSG_PULL, { sessionId, seqId, count: page })).msgs
  }

  async #list(timestamp: number) {
    const { sessions } = await this.#client.ask(packets.HOTSESSION_SYNC, { timestamp })
    if (sessions.length === 0) throw new Error('the list is empty')
  }

  /** One of the busiest user's conversations. */
  #any(): number {
    return 1 + Math.floor(Math.random() * this.#plan.ofOne)
  }

  #friendOf(number: number): string {
    return membersOf(number, this.#plan)[1]
  }

  #labelOf(number: number): string {
    const [one, other] = [busiest, this.#friendOf(number)].sort()
    return `LP_G1_${one}_${other}`
  }
}

const thirtyDays = 29 * 24 * 3_600_000_000
