import type { ByteRange } from '@magpie-im/model'

/**
 * What of `size` bytes a Range header asks for (RFC 9110, 14.2); undefined: all, as without one or with several or with one
 * that is malformed; `unsatisfiable`: none of them is there.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  if (first === '') return last === '0' ? 'unsatisfiable' : reach(size - Number(last), size - 1, size)
  return last !== '' && Number(last) < Number(first) ? undefined : reach(Number(first), last === '' ? size - 1 : Number(last), size)
}

function reach(from: number, to: number, size: number): ByteRange | 'unsatisfiable' {
  return from >= size ? 'unsatisfiable' : { from: Math.max(0, from), to: Math.min(to, size - 1) }
}
