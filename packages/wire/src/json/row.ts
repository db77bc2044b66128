import { z } from 'zod'

/** Chosen by the client; the reply has the same. */
export const requestId = z.union([z.string().max(64), z.int()]).describe('Chosen by the client; the reply has the same.')

type Shape = z.core.$ZodLooseShape

interface CommandFields<Q extends Shape, A extends Shape> {
  /** One sentence. */
  readonly about: string
  readonly request: Q
  /** What `ok` holds. */
  readonly reply: A
  /** Refusals beyond those of every command. */
  readonly errors?: readonly string[]
}

/** A row of the protocol: what a client may ask, and what it is answered. */
export function command<const N extends string, Q extends Shape, A extends Shape>(
  name: N,
  { request, reply, ...rest }: CommandFields<Q, A>,
) {
  return {
    name,
    about: rest.about,
    errors: rest.errors ?? [],
    request: z.strictObject({ id: requestId, type: z.literal(name), ...request }),
    reply: z.strictObject(reply),
  }
}

interface EventFields<F extends Shape> {
  readonly about: string
  readonly fields: F
}

/** A row of the protocol: what a client is told without having asked. */
export function event<const N extends string, F extends Shape>(name: N, { about, fields }: EventFields<F>) {
  return { name, about, frame: z.strictObject({ event: z.literal(name), ...fields }) }
}
