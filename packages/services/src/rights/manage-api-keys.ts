import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type ApiKey, type Clock, ImError, type Journal, type Scope } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { ApiKeys } from './api-keys.ts'

interface ManageApiKeysPorts {
  readonly journal: Journal
  readonly keys: ApiKeys
  readonly clock: Clock
}

export interface NewApiKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Undefined: it does not expire. */
  readonly expiresInSeconds?: number
}

const mostKeys = 1000
const longestName = 128
const longestSeconds = 100 * 365 * 86_400
const idBytes = 6
const secretBytes = 32
const form = /^magpie_([0-9a-f]{12})_([\w-]{43})$/
/** Compared with when there is no such key, so that it takes as long. */
const nobodys = Buffer.alloc(32)

/** The credentials of backends. */
export class ManageApiKeys {
  readonly #ports: ManageApiKeysPorts

  constructor(ports: ManageApiKeysPorts) {
    this.#ports = ports
  }

  /** Resolves when durable. `text` is the key itself, which nobody is shown again. */
  async create({ name, scopes, expiresInSeconds }: NewApiKey): Promise<{ readonly key: ApiKey; readonly text: string }> {
    const { journal, keys, clock } = this.#ports
    if (name === '' || name.length > longestName)
      throw new ImError('BadRequest', { detail: `a key has a name of at most ${longestName} characters` })
    if (scopes.length === 0) throw new ImError('BadRequest', { detail: 'a key has at least one scope' })
    if (keys.size >= mostKeys) throw new ImError('BadRequest', { detail: `there are at most ${mostKeys} keys; revoke one first` })
    if (expiresInSeconds !== undefined && !(expiresInSeconds > 0 && expiresInSeconds <= longestSeconds))
      throw new ImError('BadRequest', { detail: 'a key expires later than now, and within 100 years' })
    const id = randomBytes(idBytes).toString('hex')
    const secret = randomBytes(secretBytes).toString('base64url')
    const expiresAt = expiresInSeconds === undefined ? 0 : (clock.now() + Math.round(expiresInSeconds * 1000)) * 1000
    const { key, change } = keys.add({ id, name, hash: hashOf(secret).toString('hex'), scopes: [...new Set(scopes)], expiresAt })
    await commit(journal, [change])
    return { key, text: `magpie_${id}_${secret}` }
  }

  list(): readonly ApiKey[] {
    return this.#ports.keys.list()
  }

  /** It is refused from now on; throws `NotFound` when there is none. */
  async revoke(id: string): Promise<void> {
    const { journal, keys } = this.#ports
    const key = keys.find(id)
    if (key === undefined) throw new ImError('NotFound', { detail: 'no API key has this id' })
    await commit(journal, [keys.revoke(key)])
  }

  /** The key that `text` is; throws `KeyRefused`. */
  verify(text: string): ApiKey {
    const [, id = '', secret = ''] = form.exec(text) ?? []
    const key = this.#ports.keys.find(id)
    const same = timingSafeEqual(hashOf(secret), key === undefined ? nobodys : Buffer.from(key.hash, 'hex'))
    if (key === undefined || !same) throw new ImError('KeyRefused')
    if (key.expiresAt !== 0 && key.expiresAt <= this.#ports.clock.now() * 1000)
      throw new ImError('KeyRefused', { detail: 'it has expired' })
    return key
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
