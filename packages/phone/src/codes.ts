import { ErrorCode } from '@magpie-im/wire'

const passing: ReadonlySet<number> = new Set([
  ErrorCode.EC_DB_ERROR,
  ErrorCode.EC_SERVICE_UNAVAILABLE,
  ErrorCode.EC_SERVER_REFUSED,
  ErrorCode.EC_SERVER_EXCEPTION,
])

/** The same request may succeed later. */
export function isPassing(code: number): boolean {
  return passing.has(code)
}

/** The server failed on the way, so what was asked for may have happened nevertheless. */
export function isUndecided(code: number): boolean {
  return code === ErrorCode.EC_DB_ERROR || code === ErrorCode.EC_SERVER_EXCEPTION
}
