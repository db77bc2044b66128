import { ImError } from '@magpie-im/model'

const longest = 65_536

/** Throws `MessageTooShort` or `MessageTooLong` for what no message says. */
export function checkBody(body: string): void {
  if (body === '') throw new ImError('MessageTooShort')
  if (Buffer.byteLength(body) > longest) throw new ImError('MessageTooLong', { detail: `at most ${longest} bytes` })
}
