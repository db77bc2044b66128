import { formatCursor, parseCursor, parseNumberCursor } from '@magpie-im/http'
import { ImError } from '@magpie-im/model'
import { answered, claim, type Decoder, type Refusal } from '../decoder.ts'
import { shapeOf } from '../shape.ts'

export const badRequest: Refusal = (error) => (error instanceof ImError && error.name === 'BadRequest' ? error.message : undefined)

function check(text: string): string {
  const place = parseCursor(text)
  claim(place !== undefined && formatCursor(place) === text, 'a cursor does not come back from its place')
  const number = answered(() => {
    const found = parseNumberCursor(text)
    claim(found !== undefined && found >= 0 && Number.isFinite(found), 'a place that is no number')
    return 'number'
  }, badRequest)
  return `${shapeOf(place)} ${number.way}`
}

/** Where a page of the HTTP API begins. */
export const cursor: Decoder = {
  name: 'cursor',
  seeds: ['0', '1700000000000123', 'ann', '张三', 'a_b', ''].map((place) => Buffer.from(formatCursor(place))),
  words: ['=', '-', '_', '+', 'MTIz', '77-9'].map((text) => Buffer.from(text)),
  longest: 512,
  decode: (input) => answered(() => check(input.toString()), badRequest),
}
