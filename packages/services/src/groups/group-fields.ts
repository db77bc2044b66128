import { ImError } from '@magpie-im/model'

export const usualLimit = 1000
const longest = { name: 255, avatar: 1024, description: 4096 } as const

interface Fields {
  readonly name?: string
  readonly avatar?: string
  readonly description?: string
  readonly limit?: number
}

/** Throws `BadRequest` for what a group cannot have. */
export function checkFields(fields: Fields, largestGroup: number): void {
  for (const field of ['name', 'avatar', 'description'] as const) {
    if ((fields[field] ?? '').length <= longest[field]) continue
    throw new ImError('BadRequest', { detail: `the ${field} of a group has at most ${longest[field]} characters` })
  }
  const { limit = 1 } = fields
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= largestGroup) return
  throw new ImError('BadRequest', { detail: `a group has at most 1 to ${largestGroup} members` })
}
