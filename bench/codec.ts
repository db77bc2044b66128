import { createRequire } from 'node:module'
import { ByteWriter, decodePack, decodePayload, encodePack, Framing, MsgAck, MsgReq, type OTIMHeader } from '../packages/wire/src/index.ts'

// How long does one packet take from value to bytes and back? The last rows are another encoder at part of the same work.

const header: OTIMHeader = { type: 14, version: 1, flags: 0, packId: '1804289383' }
const message = (content: string): MsgReq => ({
  sessionId: 'LP_G1_1001_1002',
  seqId: 1_700_000_000_123_456,
  timestamp: 1_700_000_000_123,
  from: '1001',
  to: '1002',
  pushInfo: { title: '', summary: '', url: '' },
  contentType: 1,
  content,
  status: 0,
})
const ack: MsgAck = {
  errorCode: { code: 0, desc: '' },
  sessionId: 'LP_G1_1001_1002',
  seqId: 1_700_000_000_123_456,
  timestamp: 1_700_000_000_123,
}

const writer = new ByteWriter()
const appendMessage = (value: MsgReq) => () => encodePack(writer, header, MsgReq, value)
const appendAck = () => encodePack(writer, header, MsgAck, ack)

function encoding(append: () => void): () => void {
  return () => {
    writer.offset = 0
    append()
  }
}

function frame(append: () => void): Buffer {
  writer.offset = 0
  append()
  return writer.take()
}

function decodingMessage(value: MsgReq): () => void {
  const framing = new Framing()
  const bytes = frame(appendMessage(value))
  return () => {
    for (const body of framing.push(bytes)) decodePayload(MsgReq, decodePack(body).payload)
  }
}

function decodingAck(): () => void {
  const framing = new Framing()
  const bytes = frame(appendAck)
  return () => {
    for (const body of framing.push(bytes)) decodePayload(MsgAck, decodePack(body).payload)
  }
}

const { TarsOutputStream, TarsInputStream, BinBuffer } = createRequire(import.meta.url)('@tars/stream')

function encodeByOther(value: MsgReq) {
  const output = new TarsOutputStream()
  output.writeString(0, value.sessionId)
  output.writeInt64(1, value.seqId)
  output.writeInt64(2, value.timestamp)
  output.writeString(3, value.from)
  output.writeString(4, value.to)
  output.writeInt32(6, value.contentType)
  output.writeString(7, value.content)
  return output.getBinBuffer().toNodeBuffer()
}

function decodeByOther(bytes: Buffer) {
  const input = new TarsInputStream(new BinBuffer(bytes))
  const text = (tag: number) => input.readString(tag, false, '')
  const long = (tag: number) => input.readInt64(tag, false, 0)
  return [text(0), long(1), long(2), text(3), text(4), input.readInt32(6, false, 0), text(7)]
}

const short = message('x'.repeat(100))
const chinese = message('你好世界'.repeat(9))
const long = message('x'.repeat(4000))
const bytesOfOther = encodeByOther(short)

const questions: Record<string, () => void> = {
  'encode a message of 100 bytes': encoding(appendMessage(short)),
  'decode a message of 100 bytes': decodingMessage(short),
  'encode a message of 36 Chinese characters': encoding(appendMessage(chinese)),
  'decode a message of 36 Chinese characters': decodingMessage(chinese),
  'encode a message of 4,000 bytes': encoding(appendMessage(long)),
  'decode a message of 4,000 bytes': decodingMessage(long),
  'encode an ack': encoding(appendAck),
  'decode an ack': decodingAck(),
  '@tars/stream: encode the 100 bytes, payload only': () => encodeByOther(short),
  '@tars/stream: decode the 100 bytes, payload only': () => decodeByOther(bytesOfOther),
}

const rounds = 40
const calls = 20_000

/** The fastest of some rounds: what disturbs a measurement only ever makes it slower. */
function nanoseconds(run: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    for (let call = 0; call < calls; call++) run()
    best = Math.min(best, Number(process.hrtime.bigint() - start) / calls)
  }
  return Math.round(best)
}

console.table(Object.fromEntries(Object.entries(questions).map(([name, run]) => [name, { ns: nanoseconds(run) }])))
