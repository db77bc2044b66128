import { ImError } from '@magpie-im/model'
import { CommonErrorCode, encodeFramed, replyHeader } from '@magpie-im/wire'
import { errorCode } from '../errors.ts'
import type { OmtpRoute } from '../route.ts'

/** Every type without a route of its own: answered, never dropped (I15). */
export const unsupported: OmtpRoute = {
  type: -1,
  access: 'signed-in',
  order: 'pipelined',
  handle: () => {
    throw new ImError('Unsupported')
  },
  refuse: ({ header }, error) => encodeFramed(replyHeader(header), CommonErrorCode, errorCode(error)),
}
