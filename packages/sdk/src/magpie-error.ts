import type { Refusal } from './protocol.ts'

/** Reasons of the client’s own, beside those of the server. */
export type OwnErrorCode =
  | 'NotConnected'
  | 'Disconnected'
  | 'TimedOut'
  | 'Closed'
  | 'TooOld'
  | 'TokenUnavailable'
  | 'Aborted'
  | 'BadAddress'

type Refused = Pick<Refusal['error'], 'message' | 'retry' | 'retryAfterMs'>

/** Why a request was not answered as hoped: refused by the server, or never answered. */
export class MagpieError extends Error {
  override readonly name = 'MagpieError'
  /** A name of the server's table of errors, or an `OwnErrorCode`. */
  readonly code: string
  /** Whether the same request may succeed later. */
  readonly retry: boolean
  readonly retryAfterMs: number | undefined

  constructor(code: string, { message, retry, retryAfterMs }: Refused, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
    this.retry = retry
    this.retryAfterMs = retryAfterMs
  }
}

export function ownError(
  code: OwnErrorCode,
  message: string,
  options: { readonly retry?: boolean; readonly cause?: unknown } = {},
): MagpieError {
  const { retry = true, cause } = options
  return new MagpieError(code, { message, retry }, cause === undefined ? undefined : { cause })
}

export function isPassing(error: unknown): boolean {
  return error instanceof MagpieError && error.retry
}
