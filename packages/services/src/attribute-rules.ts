import { type Attribute, type Attributes, ImError } from '@magpie-im/model'

export const longestName = 64
export const longestValue = 1024
export const mostAttributes = 64

/** What a user may keep about one friend or conversation, given what he keeps already. */
export function checkAttribute({ name, value }: Attribute, kept: Attributes): void {
  if (name === '' || value === '') throw new ImError('BadRequest', { detail: 'an attribute has a name and a value' })
  if (name.length > longestName || value.length > longestValue) {
    throw new ImError('BadRequest', { detail: `an attribute has at most ${longestName} characters of name and ${longestValue} of value` })
  }
  if (!kept.has(name) && kept.size >= mostAttributes) throw new ImError('BadRequest', { detail: `at most ${mostAttributes} attributes` })
}
