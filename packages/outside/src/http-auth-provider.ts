import { type AuthProvider, type AuthQuestion, type AuthVerdict, type Clock, ImError } from '@magpie-im/model'
import type { OutsideService } from './outside-service.ts'
import { VerdictCache } from './verdict-cache.ts'

interface HttpAuthProviderOptions {
  readonly service: Pick<OutsideService, 'ask'>
  readonly clock: Clock
  /** How long an acceptance holds without asking again. */
  readonly acceptedMs: number
}

/** Long enough that a client which tries the same again and again asks nobody. */
const refusedMs = 5_000

/** The product's own user system, asked over HTTP. */
export class HttpAuthProvider implements AuthProvider {
  readonly #service: Pick<OutsideService, 'ask'>
  readonly #cache: VerdictCache

  constructor({ service, clock, acceptedMs }: HttpAuthProviderOptions) {
    this.#service = service
    this.#cache = new VerdictCache(clock, { acceptedMs, refusedMs })
  }

  async verify(question: AuthQuestion): Promise<AuthVerdict> {
    const known = this.#cache.find(question)
    if (known !== undefined) return known
    const verdict = await this.#ask(question)
    this.#cache.remember(question, verdict)
    return verdict
  }

  async #ask({ user, secret, device, address, trace }: AuthQuestion): Promise<AuthVerdict> {
    const { id: deviceId, type: deviceType, name: deviceName, appVersion } = device
    const question = { userId: user, credential: secret, deviceId, deviceType, deviceName, appVersion, address }
    try {
      return await this.#service.ask(question, trace, verdictOf)
    } catch (error) {
      if (error instanceof ImError) return { verdict: 'undecided' }
      throw error
    }
  }
}

const reasons = new Map<unknown, 'WrongCredentials' | 'SignInDenied'>([
  ['wrong-credentials', 'WrongCredentials'],
  ['denied', 'SignInDenied'],
])
const longestName = 128
const longestExtraData = 65_536

/** Whoever says neither yes nor no in so many words has not decided. */
function verdictOf(answer: unknown): AuthVerdict {
  const { ok, reason, extraData = '', name }: Partial<Record<string, unknown>> = Object(answer)
  if (ok === false) return { verdict: 'refused', reason: reasons.get(reason) ?? 'RefusedByProvider' }
  if (ok === true && isText(extraData, longestExtraData) && (name === undefined || (isText(name, longestName) && name !== ''))) {
    return { verdict: 'accepted', extraData, name }
  }
  throw new ImError('OutsideUnusable', { detail: 'it is no verdict' })
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && value.isWellFormed()
}
