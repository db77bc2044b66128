/** Longer ones are cheaper by Node's own methods. */
export const longestShort = 12

/** Whether all bytes from `start` to `end` are ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0
  for (let at = start; at < end; at++) all |= bytes[at] as number // as: in bounds
  return all < 0x80
}

/**
 * A short text of ASCII. Most strings of a packet are ids of some ten characters, for which a call out of JavaScript
 * costs three times as much as these calls with a fixed number of arguments.
 */
export function shortAscii(b: Uint8Array, at: number, length: number): string {
  const char = String.fromCharCode as (...units: (number | undefined)[]) => string // as: in bounds
  switch (length) {
    case 0:
      return ''
    case 1:
      return char(b[at])
    case 2:
      return char(b[at], b[at + 1])
    case 3:
      return char(b[at], b[at + 1], b[at + 2])
    case 4:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3])
    case 5:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4])
    case 6:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5])
    case 7:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6])
    case 8:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7])
    case 9:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8])
    case 10:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9])
    case 11:
      return char(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10])
    case 12:
      return char(
        b[at],
        b[at + 1],
        b[at + 2],
        b[at + 3],
        b[at + 4],
        b[at + 5],
        b[at + 6],
        b[at + 7],
        b[at + 8],
        b[at + 9],
        b[at + 10],
        b[at + 11],
      )
    default:
      throw new RangeError('not short')
  }
}

/** Writes `text` as far as it is ASCII and returns how much that was. */
export function putAscii(bytes: Uint8Array, offset: number, text: string): number {
  const { length } = text
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0x7f) return at
    bytes[offset + at] = unit
  }
  return length
}
