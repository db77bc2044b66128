export type FailureKind = 'unreachable' | 'timeout' | 'broken' | 'status'

/** A service did not do its work. What it answered, or where it is, is not part of the text (I16). */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.kind = kind
  }
}

/** Before the request can have left: only then may it be tried elsewhere without happening twice. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

export function failureOf(error: unknown, signal: AbortSignal): ServiceFailure {
  if (signal.aborted) return new ServiceFailure('timeout', 'no answer in time', { cause: error })
  const code = codeOf(error)
  return new ServiceFailure(neverLeft.has(code) ? 'unreachable' : 'broken', code, { cause: error })
}

/** `fetch` hides the system's error in its cause, and those of several addresses of one name in an aggregate. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error.cause === undefined ? error.name : codeOf(error.cause)
}
