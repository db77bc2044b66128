import { placeOf } from '@magpie-im/model'
import type { TokenBuckets } from '@magpie-im/services'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Of who is known; the answer says how he stands. Throws `TooManyRequests`. */
export function spend(budget: TokenBuckets, name: string, reply: FastifyReply): void {
  try {
    budget.take(name)
  } finally {
    const { left, fullInMs } = budget.standing(name)
    reply.headers({ 'ratelimit-limit': budget.limit, 'ratelimit-remaining': left, 'ratelimit-reset': Math.ceil(fullInMs / 1000) })
  }
}

/** Of requests that need no key, or have none. Throws `TooManyRequests`. */
export function countStranger(strangers: TokenBuckets, { address }: FastifyRequest): void {
  strangers.take(placeOf(address))
}
