import { ImError } from '@magpie-im/model'
import { failureOf, ServiceFailure } from './failure.ts'

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Of the answer. */
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/**
 * The body of a 200 answer. Throws `ServiceFailure` when the service failed, and `OutsideUnusable` when it answered
 * something we cannot use, redirects among them.
 */
export async function post({ url, headers, body, maxBytes, signal }: Post): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    if (response.status === 200) return await readAll(response, maxBytes)
    await response.body?.cancel()
    throw refusalOf(response.status)
  } catch (error) {
    if (error instanceof ImError || error instanceof ServiceFailure) throw error
    throw failureOf(error, signal)
  }
}

function refusalOf(status: number): Error {
  const busy = status >= 500 || status === 429
  return busy ? new ServiceFailure('status', `status ${status}`) : new ImError('OutsideUnusable', { detail: `status ${status}` })
}

/** Stops at the limit, so that an endless answer costs no more than that. */
async function readAll({ body }: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new ImError('OutsideUnusable', { detail: `longer than ${maxBytes} bytes` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
