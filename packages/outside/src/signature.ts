import { createHmac } from 'node:crypto'

/**
 * Headers by which a service knows that a request is ours and new: HMAC-SHA256, keyed with the shared secret, of
 * `timestamp.requestId.body`. `timestamp` is in seconds since 1970.
 */
export function signatureHeaders(secret: Uint8Array, request: { timestamp: number; requestId: string; body: string }) {
  const { timestamp, requestId, body } = request
  const signature = createHmac('sha256', secret).update(`${timestamp}.${requestId}.${body}`).digest('hex')
  return { 'x-magpie-timestamp': `${timestamp}`, 'x-magpie-signature': `sha256=${signature}` }
}
