import { DecodeError, FrameError } from '@magpie-im/wire'
import { magnitude } from '../shape.ts'

/** Where bytes are no Tars, in few words; its offset must lie in them. */
export function decodeError(error: unknown, length: number): string | undefined {
  if (!(error instanceof DecodeError) || error.offset < 0 || error.offset > length) return undefined
  const { message, struct, field, offset } = error
  return `${struct}.${field} ${magnitude(offset)}${message.slice(message.indexOf(':', message.indexOf('at byte')))}`
}

export function frameError(error: unknown): string | undefined {
  return error instanceof FrameError ? error.name : undefined
}

/** What the engine says itself of memory it cannot give is no answer of a decoder. */
export function rangeError(error: unknown): string | undefined {
  if (!(error instanceof RangeError) || /allocation|Invalid (?:typed )?array|string length|call stack/.test(error.message)) return undefined
  return 'code' in error ? undefined : error.message
}
