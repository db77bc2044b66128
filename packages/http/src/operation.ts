import type { ApiKey, ConsoleRole, ErrorName, Scope } from '@magpie-im/model'
import type { z } from 'zod'

/** A request as its operation sees it: validated, and made by who may make it. */
export interface Call<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** Undefined: the user himself asks, or an operator. */
  readonly key: ApiKey | undefined
  /** Who asks, as the audit log names him. */
  readonly actor: string
  /** Of who asks, without port. */
  readonly address: string
  /** What the backend calls this request, should it repeat it; empty: nothing. */
  readonly repeatKey: string
}

interface Described {
  /** Unique, such as `getUser`; the audit log calls it so. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for what is in `params`. */
  readonly path: string
  readonly tag: string
  /** One sentence. */
  readonly summary: string
  readonly description?: string
  readonly scope: Scope
  /** The user it names may do it too, with the token he signs in with. */
  readonly byUser?: boolean
  /** The least role that may do it from the console; undefined: the console does not. */
  readonly console?: ConsoleRole
  /** Its body is at most so many bytes of whatever kind, which it gets as they come. */
  readonly takesBytes?: number
  /** When it succeeds; by default 200, or 204 without a response. */
  readonly status?: number
  /** Its use case keeps the audit record, together with what it is about. */
  readonly auditedByUseCase?: true
  /** Refusals beyond those of every operation. */
  readonly errors?: readonly ErrorName[]
}

interface Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType, D> extends Described {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response?: R
  /** For the audit log, if it is not what the path names: to what it was done. */
  readonly subject?: (call: Call<z.output<P>, z.output<Q>, z.output<B>>, answer: z.output<R>) => string
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>, useCases: D) => Promise<z.output<R>> | z.output<R>
}

/** A row of the API: everything about it that is checked, documented or counted is data. */
export interface Operation<D = never> extends Described {
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly response?: z.ZodType
  readonly subject?: (call: Call<never, never, never>, answer: never) => string
  /** `useCases`: what it needs of the product. */
  readonly handle: (call: Call<never, never, never>, useCases: D) => unknown
}

/** Lets the compiler see that an operation handles what its schemas let through. */
export function operation<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodVoid,
  D = unknown,
>(definition: Definition<P, Q, B, R, D>): Operation<D> {
  return definition
}
