import { defaultLoginReq, encodeFramed, packets, raw } from '@magpie-im/wire'
import { Corpus } from '../corpus.ts'
import { frames, readSessions } from '../decoders/vectors.ts'
import { Mutator } from '../mutator.ts'
import type { Random } from '../random.ts'

const users = ['mal', 'mol', 'mul']
const mostPackets = 24

export interface Session {
  /** Each of it a frame, or what was made of one. */
  readonly frames: readonly Buffer[]
  /** Whether every frame has the length it says: so what follows is understood. */
  readonly whole: boolean
}

export const lastPing = 'the last one'

/** Makes sessions out of what clients sent and vectors hold: mostly signed in, then anything in any order. */
export class Sessions {
  readonly #random: Random
  readonly #mutator: Mutator
  readonly #corpus: Corpus
  readonly #token: (user: string) => string

  constructor(random: Random, token: (user: string) => string) {
    this.#random = random
    this.#token = token
    this.#corpus = new Corpus(
      random,
      [...frames, ...readSessions().flat()].filter(({ length }) => length < 1_000),
    )
    this.#mutator = new Mutator({ random, corpus: this.#corpus, longest: 4_096, words: users.map((user) => Buffer.from(user)) })
  }

  next(): Session {
    const random = this.#random
    const made: Buffer[] = random.oneIn(8) ? [] : [this.#login()]
    let whole = made.length > 0
    for (let left = random.below(mostPackets); left > 0; left--) {
      const frame = this.#frame()
      const says = frame.length < 4 ? 0 : frame.readUInt32BE()
      whole &&= says === frame.length
      made.push(frame)
    }
    return {
      frames: [...made, encodeFramed({ type: packets.PING.type, version: 1, flags: 0, packId: lastPing }, raw, Buffer.alloc(0))],
      whole,
    }
  }

  #login(): Buffer {
    const user = this.#random.pick(users)
    const device = { deviceType: 1 + this.#random.below(5), deviceName: 'f', deviceId: `d${this.#random.below(50)}`, version: '1' }
    const request = { ...defaultLoginReq(), clientId: user, userName: user, password: this.#token(user), ...device }
    return encodeFramed({ type: packets.LOGIN.type, version: 1, flags: 0, packId: '1' }, packets.LOGIN.request, request)
  }

  /** As recorded, changed behind its length, or changed anywhere. */
  #frame(): Buffer {
    const random = this.#random
    if (random.oneIn(4)) return Buffer.from(this.#corpus.pick())
    const frame = Buffer.from(this.#mutator.next())
    if (!random.oneIn(12) && frame.length >= 4) frame.writeUInt32BE(frame.length)
    return frame
  }
}
