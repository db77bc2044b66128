import { ImError } from '@magpie-im/model'

export type Body = Readonly<Record<string, unknown>>

/** A value of the wrong type counts as missing. */
export function neededText(body: Body, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new ImError('BadRequest', { detail: `the request param is invalid: ${name}` })
}

export function textOf(body: Body, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}
