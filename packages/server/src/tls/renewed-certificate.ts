import { statSync } from 'node:fs'
import type { SecureContext } from 'node:tls'
import type { Clock, Log, Timer } from '@magpie-im/model'
import { type Certificate, type PairOfFiles, readCertificate } from './certificate.ts'

const lookAgainMs = 10_000

interface Surroundings {
  readonly clock: Clock
  readonly log: Log
}

/** The certificate that is served: that of the files, which are looked at again now and then. While they are no pair the last one stays. */
export class RenewedCertificate {
  readonly #files: PairOfFiles
  readonly #clock: Clock
  readonly #log: Log
  readonly #followers: ((certificate: Certificate) => void)[] = []
  #present: Certificate
  /** How the files were when they were read last. */
  #seen: string
  #timer: Timer

  /** Throws `StartError` when there is no certificate to begin with. */
  constructor(files: PairOfFiles, { clock, log }: Surroundings) {
    this.#files = files
    this.#clock = clock
    this.#log = log
    this.#seen = stateOf(files)
    this.#present = readCertificate(files)
    this.#tell('certificate in use')
    this.#timer = clock.after(lookAgainMs, () => this.#look())
  }

  get present(): Certificate {
    return this.#present
  }

  readonly context = (): SecureContext => this.#present.context

  /** Called with every certificate that takes the place of another. */
  follow(follower: (certificate: Certificate) => void): void {
    this.#followers.push(follower)
  }

  /** Reads the files, whether they changed or not. */
  renew(): void {
    this.#seen = stateOf(this.#files)
    try {
      this.#present = readCertificate(this.#files)
      for (const follower of this.#followers) follower(this.#present)
      this.#tell('certificate renewed')
    } catch (error) {
      this.#log.error('the certificate cannot be renewed; the old one stays in use', { error, validTo: this.#present.validTo })
    }
  }

  close(): void {
    this.#timer.cancel()
  }

  #look(): void {
    if (stateOf(this.#files) !== this.#seen) this.renew()
    this.#timer = this.#clock.after(lookAgainMs, () => this.#look())
  }

  #tell(what: string): void {
    const { validTo } = this.#present
    if (validTo.getTime() < this.#clock.now()) this.#log.warn(`${what}, and it has expired`, { validTo })
    else this.#log.info(what, { validTo })
  }
}

function stateOf({ cert, key }: PairOfFiles): string {
  const states = [cert, key].map((file) => statSync(file, { throwIfNoEntry: false }))
  return states.map((found) => `${found?.ino} ${found?.size} ${found?.mtimeMs}`).join(', ')
}
