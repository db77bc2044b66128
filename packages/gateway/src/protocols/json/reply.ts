import type { ImError } from '@magpie-im/model'
import type { JsonCommandName, JsonRefusal, JsonReply } from '@magpie-im/wire'
import type { JsonPacket } from './reader.ts'
import { textFrame } from './text-frame.ts'

export function replyFrame<N extends JsonCommandName>({ id }: JsonPacket, ok: JsonReply<N>): Buffer {
  return textFrame(JSON.stringify({ id, ok }))
}

export function refusalFrame({ id }: JsonPacket, { name, message, retry, retryAfterMs }: ImError): Buffer {
  const error = { code: name, message, retry, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  const refusal: JsonRefusal = { ...(id !== undefined && { id }), error }
  return textFrame(JSON.stringify(refusal))
}
