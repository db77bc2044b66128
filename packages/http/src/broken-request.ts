import { STATUS_CODES } from 'node:http'
import { refused } from './refusal.ts'

/** By what Node's parser says; whatever else it stumbles over is a 400. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/**
 * The whole answer, with its head, to bytes that are no HTTP, for no request came of them that a route could answer.
 * Undefined: the connection failed, and nobody would read one.
 */
export function answerBroken(error: Error): string | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (!code.startsWith('HPE_') && !Object.hasOwn(statuses, code)) return undefined
  const { status, body } = refused(Object.assign(new Error(), { code, statusCode: statuses[code] ?? 400 }), () => undefined)
  const text = JSON.stringify(body)
  const headers = ['content-type: application/json; charset=utf-8', `content-length: ${Buffer.byteLength(text)}`, 'connection: close']
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('\r\n')}\r\n\r\n${text}`
}
