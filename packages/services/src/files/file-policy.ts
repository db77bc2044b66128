import { ImError } from '@magpie-im/model'

/** What may be uploaded. Read each time, so it may change. */
export interface FilePolicy {
  /** Of one file. */
  readonly maxBytes: number
  /** Such as `image/*` or `application/pdf`; none: all. */
  readonly types: readonly string[]
  /** Of one user within 24 hours. */
  readonly bytesPerDay: number
}

/** Throws `FileTypeRefused`. */
export function checkMediaType({ types }: Pick<FilePolicy, 'types'>, mediaType: string): void {
  if (types.length === 0 || types.some((type) => covers(type, mediaType))) return
  throw new ImError('FileTypeRefused', { detail: mediaType })
}

function covers(type: string, mediaType: string): boolean {
  return type.endsWith('/*') ? mediaType.startsWith(type.slice(0, -1)) : type === mediaType
}
