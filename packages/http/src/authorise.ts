import { type ApiKey, ImError, placeOf, type Scope } from '@magpie-im/model'
import type { ManageApiKeys, TokenBuckets } from '@magpie-im/services'
import type { FastifyReply, FastifyRequest } from 'fastify'

interface AuthorisePorts {
  readonly keys: ManageApiKeys
  readonly budget: TokenBuckets
  readonly strangers: TokenBuckets
}

/** Who asks, before his body is read: a key that is known, within its budget, and may do this. */
export function authorise({ keys, budget, strangers }: AuthorisePorts, scope: Scope) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const key = keyOf(request, { keys, strangers })
    request.apiKey = key
    try {
      budget.take(key.id)
    } finally {
      const { left, fullInMs } = budget.standing(key.id)
      reply.headers({ 'ratelimit-limit': budget.limit, 'ratelimit-remaining': left, 'ratelimit-reset': Math.ceil(fullInMs / 1000) })
    }
    if (!mayDo(key, scope)) throw new ImError('ScopeMissing', { detail: `it needs ${scope}` })
  }
}

/** Whoever has a key is let in whatever others at his address do: that none is guessed its length sees to. */
function keyOf(request: FastifyRequest, { keys, strangers }: Pick<AuthorisePorts, 'keys' | 'strangers'>): ApiKey {
  try {
    return keys.verify(bearer(request.headers.authorization))
  } catch (error) {
    countStranger(strangers, request)
    throw error
  }
}

/** Of requests that need no key, or have none. Throws `TooManyRequests`. */
export function countStranger(strangers: TokenBuckets, { address }: FastifyRequest): void {
  strangers.take(placeOf(address))
}

/** `admin` holds the others. */
function mayDo({ scopes }: ApiKey, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin')
}

function bearer(header: string | undefined): string {
  const [, text] = /^bearer +(\S+)$/i.exec(header ?? '') ?? []
  if (text === undefined) throw new ImError('KeyRefused', { detail: 'send it as Authorization: Bearer' })
  return text
}
