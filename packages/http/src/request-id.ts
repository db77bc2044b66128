import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const longest = 128
/** W3C Trace Context: version, trace, parent and flags. */
const traceparentForm = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/

/** The id a request brings: its own, or that of the trace it belongs to; otherwise a new one. */
export function requestId({ 'x-request-id': own, traceparent = '' }: IncomingHttpHeaders): string {
  if (typeof own === 'string' && own.length <= longest && /^[\w.:/+=-]+$/.test(own)) return own
  const [, trace] = traceparentForm.exec(String(traceparent)) ?? []
  return trace ?? randomUUID()
}
