import type { ShownMessage } from '@magpie-im/checker'
import { decodePayload, MsgReq, type OTIMPack } from '@magpie-im/wire'

/** A message as a push, the list or a page carries it, and the label of its conversation. */
export function shownIn(pack: OTIMPack): { readonly label: string; readonly message: ShownMessage } {
  const { sessionId, from, seqId, content } = decodePayload(MsgReq, pack.payload)
  return { label: sessionId, message: { id: pack.header.packId, from, seqId: Number(seqId), body: content } }
}
