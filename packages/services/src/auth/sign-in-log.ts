import { type Clock, type Device, type ErrorName, isUserId, type Journal, type Outcome, type Stamps } from '@magpie-im/model'
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

/** Who tried to sign in, from where and with what result. Nobody waits for it, and nothing fails because of it. */
export class SignInLog {
  readonly #ports: SignInLogPorts
  readonly #refusals = new TokenBucket(refusals)
  /** Refusals above the limits, of which there is no record. */
  unrecorded = 0

  constructor(ports: SignInLogPorts) {
    this.#ports = ports
  }

  record(attempt: SignInAttempt, result: 'ok' | ErrorName): void {
    const { user, device, address, door } = attempt
    if (!isUserId(user)) return
    if (result === 'TooManyAttempts' || (result !== 'ok' && this.#refusals.take(this.#ports.clock.monotonic()) > 0)) {
      this.unrecorded++
      return
    }
    const { journal, stamps } = this.#ports
    try {
      journal.append({ type: 'sign-in', stamp: stamps.next(), user, device: shortened(device), address, door, result }, unheard)
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
