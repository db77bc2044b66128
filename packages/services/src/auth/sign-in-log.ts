import { type Clock, type Device, type ErrorName, isUserId, type Journal, type Outcome, type SignIn, type Stamps } from '@magpie-im/model'
import { TokenBucket } from '../limits/token-bucket.ts'

export interface SignInAttempt {
  /** As claimed. */
  readonly user: string
  readonly device: Device
  /** Without port. */
  readonly address: string
  /** Through which he came. */
  readonly door: string
}

interface SignInLogPorts {
  readonly journal: Journal
  readonly stamps: Stamps
  readonly clock: Clock
}

/** Refusals that are recorded; whoever is refused more often than this fills no disk. */
const refusals = { perSecond: 20, burst: 200 }
/** Of what a device says about itself. */
const longest = 128

/** When very many come, a write of the journal for each would cost more than all the rest. */
const gatherMs = 10
const mostGathered = 1_000

type Result = 'ok' | ErrorName
type Gathered = Omit<SignIn, 'stamp'>

/**
 * Who tried to sign in, from where and with what result. Nobody waits for it, and nothing fails because of it, so the attempts of
 * a moment are recorded together.
 */
export class SignInLog {
  readonly #ports: SignInLogPorts
  #gathered: Gathered[] = []
  readonly #refusals = new TokenBucket(refusals)
  /** Refusals above the limits, of which there is no record. */
  unrecorded = 0

  constructor(ports: SignInLogPorts) {
    this.#ports = ports
  }

  record({ user, device, address, door }: SignInAttempt, result: Result): void {
    if (!isUserId(user)) return
    const { clock } = this.#ports
    if (result === 'TooManyAttempts' || (result !== 'ok' && this.#refusals.take(clock.monotonic()) > 0)) {
      this.unrecorded++
      return
    }
    if (this.#gathered.length === 0) clock.after(gatherMs, () => this.flush())
    this.#gathered.push({ user, device: shortened(device), address, door, result })
    if (this.#gathered.length >= mostGathered) this.flush()
  }

  /** Records what was gathered. */
  flush(): void {
    const gathered = this.#gathered
    this.#gathered = []
    for (const attempt of gathered) this.#append(attempt)
  }

  #append(attempt: Gathered): void {
    const { journal, stamps } = this.#ports
    try {
      journal.append({ type: 'sign-in', stamp: stamps.next(), ...attempt }, unheard)
    } catch {
      this.unrecorded++
    }
  }
}

function shortened({ id, type, name, appVersion }: Device): Device {
  return { id: shorten(id), type, name: shorten(name), appVersion: shorten(appVersion) }
}

function shorten(text: string): string {
  return text.slice(0, longest).toWellFormed()
}

const unheard: Outcome = { durable: () => undefined, failed: () => undefined }
