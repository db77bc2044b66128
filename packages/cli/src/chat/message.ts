import { ContentType, decodePayload, MsgReq, type OTIMPack, packets } from '@magpie-im/wire'

/** A message as this user sees it. */
export interface Message {
  readonly from: string
  readonly to: string
  readonly text: string
  /** The server's order within the conversation. */
  readonly seqId: number
  /** Milliseconds since 1970. */
  readonly time: number
  /** What this user's devices call the conversation. */
  readonly label: string
}

/** Undefined for a packet that is no message. Throws DecodeError. */
export function readMessage({ header, payload }: OTIMPack): Message | undefined {
  if (header.type !== packets.MSG_SINGLE_CHAT.type) return undefined
  const { from, to, content, contentType, seqId, timestamp, sessionId } = decodePayload(MsgReq, payload)
  const form = forms.get(contentType)
  const text = form === undefined ? content : `[${form}]`
  return { from, to, text, seqId: Number(seqId), time: Number(timestamp), label: sessionId }
}

/** What cannot be shown in a terminal. */
const forms: ReadonlyMap<number, string> = new Map([
  [ContentType.CT_IMAGE, 'image'],
  [ContentType.CT_VOICE, 'voice'],
  [ContentType.CT_VIDEO, 'video'],
  [ContentType.CT_FILE, 'file'],
  [ContentType.CT_LOCATION, 'location'],
])
