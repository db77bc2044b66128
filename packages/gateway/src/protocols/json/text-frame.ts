const isFinalText = 0x81
const shortest16 = 126
const shortest64 = 65_536
const says16 = 126
const says64 = 127

/**
 * A whole WebSocket message that holds `text`, with the header a server writes (RFC 6455, 5.2): so the frames of one tick leave
 * in one write, each a message of its own, and what many are told is made once.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header = length < shortest16 ? 2 : length < shortest64 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = isFinalText
  frame[1] = length < shortest16 ? length : length < shortest64 ? says16 : says64
  if (header === 4) frame.writeUInt16BE(length, 2)
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.write(text, header)
  return frame
}
