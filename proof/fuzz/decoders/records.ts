import { decodeRecord, encodeRecord, JournalTooNew } from '@magpie-im/journal'
import { answered, claim, type Decoder } from '../decoder.ts'
import { shapeOf } from '../shape.ts'
import { recordBytes } from './example-journal.ts'
import { rangeError } from './refusals.ts'

function check(input: Buffer): string {
  const record = decodeRecord(input)
  const bytes = encodeRecord(record)
  const again = encodeRecord(decodeRecord(bytes))
  claim(Buffer.compare(bytes, again) === 0, 'a record does not come back from its bytes')
  return `${record.type} ${shapeOf(record)}`
}

/** The length in front says how long the record is. */
function mendLength(input: Buffer): void {
  if (input.length >= 4) input.writeUInt32LE(input.length)
}

export function recordError(error: unknown): string | undefined {
  return error instanceof JournalTooNew ? 'too new' : rangeError(error)
}

/** A record with what stands before it, of any version. */
export const records: Decoder = {
  name: 'records',
  seeds: recordBytes,
  words: ['{"', '"}', 'null', '[]', '"type":"user"', '"stamp":0', '__proto__', '1e999', '\\ud800'].map((text) => Buffer.from(text)),
  mend: mendLength,
  decode: (input) => answered(() => check(input), recordError),
}
