import type { JournalRecord, Stamp } from '@magpie-im/model'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Records that are written seldom: their fields lie there as JSON, so that a field can be added without a new layout. */
export const rareCodes = {
  'message-control': 32,
  notices: 33,
  expiry: 34,
  'list-removal': 35,
  'friend-request': 36,
  mute: 37,
  department: 38,
  grant: 39,
  setting: 40,
  'api-key': 41,
  'blocked-word': 42,
  'token-revocation': 43,
  'sign-in': 44,
  audit: 45,
  monitoring: 46,
  epoch: 47,
  file: 48,
  'files-sent': 49,
  reaction: 50,
  pin: 51,
} as const satisfies Partial<Record<JournalRecord['type'], number>>

export type RareType = keyof typeof rareCodes
export type RareRecord = Extract<JournalRecord, { readonly type: RareType }>

export function writeRare(writer: ByteWriter, { type: _, stamp: __, ...fields }: RareRecord): void {
  writer.text(JSON.stringify(fields))
}

export function readRare(type: RareType): (reader: ByteReader, stamp: Stamp) => RareRecord {
  return (reader, stamp) => ({ ...parse(reader.text()), type, stamp }) as RareRecord // as: written by `writeRare` alone
}

function parse(json: string): object {
  try {
    const fields: unknown = JSON.parse(json)
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields
  } catch (cause) {
    throw new RangeError('the fields of a record are no JSON', { cause })
  }
  throw new RangeError('the fields of a record are no object')
}
