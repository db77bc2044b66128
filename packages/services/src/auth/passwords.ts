import { argon2, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { ImError } from '@magpie-im/model'

const derive = promisify(argon2)
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32
const saltBytes = 16
const mostAtOnce = 2
/** For each that is hashed at once, so that the last one waits as long everywhere. */
const mostWaiting = 128
const cachedProofs = 10_000

interface Cost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** Password hashing with argon2id, a few at a time; hashes are in PHC string format. */
export class Passwords {
  readonly #atOnce: number
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #secret = randomBytes(32)
  /** Verified before: HMAC of hash and password, so that a reconnect costs microseconds and memory holds no password. */
  readonly #proofs = new Set<string>()

  /** `cores`: of the machine. One of them is left to those who chat. */
  constructor(cores = Number.POSITIVE_INFINITY) {
    this.#atOnce = Math.max(1, Math.min(mostAtOnce, cores - 1))
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes)
    const tag = await this.#derive(password, salt, cost)
    return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`
  }

  /** An empty or unreadable hash matches nothing, in the time a real one takes. */
  async verify(password: string, hash: string): Promise<boolean> {
    const proof = createHmac('sha256', this.#secret).update(hash).update('\0').update(password).digest('base64')
    if (this.#proofs.has(proof)) return true
    const [, , , parameters = '', salt = '', tag = ''] = hash.split('$')
    const expected = Buffer.from(tag, 'base64')
    const nonce = Buffer.from(salt, 'base64')
    const actual = await this.#derive(password, nonce.length === saltBytes ? nonce : randomBytes(saltBytes), costOf(parameters))
    const matches = actual.length === expected.length && timingSafeEqual(actual, expected)
    if (matches) this.#remember(proof)
    return matches
  }

  #remember(proof: string): void {
    const [oldest] = this.#proofs
    if (this.#proofs.size >= cachedProofs && oldest !== undefined) this.#proofs.delete(oldest)
    this.#proofs.add(proof)
  }

  async #derive(password: string, nonce: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
    await this.#turn()
    try {
      return await derive('argon2id', { message: password, nonce, memory, passes, parallelism, tagLength })
    } finally {
      this.#passTurn()
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running++
      return
    }
    if (this.#waiting.length >= mostWaiting * this.#atOnce) throw new ImError('TooManyAttempts')
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** To the one who waits longest, so that no newcomer gets in between. */
  #passTurn(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running--
    else next()
  }
}

/** What a hash was made with; today's cost when it does not say. */
function costOf(parameters: string): Cost {
  const [, memory, passes, parallelism] = /^m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})$/.exec(parameters) ?? []
  if (memory === undefined) return cost
  return { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
