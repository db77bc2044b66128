import { type JsonPacket, JsonReader } from '@magpie-im/gateway'
import { jsonCommands } from '@magpie-im/wire'
import { claim, type Decoder, type Outcome } from '../decoder.ts'
import { shapeOf } from '../shape.ts'

const device = { id: 'd', type: 'web', name: '', appVersion: '' }
const seeds = [
  { id: 1, type: 'signIn', user: 'ann', token: 'x', device },
  { id: 'a', type: 'sendMessage', to: 'user:ben', body: 'Grüße 😀', clientMessageId: 'm', push: { title: 't' } },
  { id: 2, type: 'listMessages', conversation: 'group:GC_1', after: 5, limit: 10 },
  { id: 3, type: 'createGroup', name: 'x', members: ['ann', 'ben'], limit: 5, joinPolicy: 'open' },
  { id: 4, type: 'updateProfile', birthday: '-1', gender: 'other' },
  { id: 5, type: 'sendMessage', to: 'user:ben', body: 'no escape: \\ud8', clientMessageId: 'm' },
]
const words = [
  '"__proto__":{}',
  '"constructor":',
  '\\ud800',
  '\\ud83d\\ude00',
  '"id":',
  '"type":',
  'null',
  '[]',
  '{}',
  '1e999',
  '-0',
  ',"limit":0',
]

/** As `JSON.stringify` writes it: an escape, and no backslash that is itself escaped. */
const halfCharacter = /(?<!\\)(?:\\\\)*\\ud[89a-f]/i

/** The only packet of a text message. */
function read(text: Buffer): JsonPacket {
  const packets: JsonPacket[] = []
  new JsonReader().push(text, (packet) => packets.push(packet))
  const [packet] = packets
  claim(packet !== undefined && packets.length === 1, 'a message is not one packet')
  return packet
}

function decode(input: Buffer): Outcome {
  const { id, type, frame, problem, size } = read(input)
  claim(size === input.length, 'a packet has another size than its message')
  claim(!('polluted' in {}), 'what every object has was changed')
  if (problem !== undefined) return { taken: false, way: `${problem} ${id === undefined}` }
  claim(id !== undefined && type !== '', 'a request without id or type')
  const written = JSON.stringify(frame)
  claim(!halfCharacter.test(written), 'half a character was taken')
  // Compared as text: JSON writes -0 as 0.
  claim(JSON.stringify(read(Buffer.from(written)).frame) === written, 'what was read does not read the same again')
  if (!Object.hasOwn(jsonCommands, type)) return { taken: false, way: 'unknown' }
  const { success, data, error } = jsonCommands[type as keyof typeof jsonCommands].request.safeParse(frame) // as: its own name
  return success
    ? { taken: true, way: shapeOf(data) }
    : { taken: false, way: `${type} ${error.issues[0]?.path.join('.')} ${error.issues[0]?.code}` }
}

/** A message at the JSON door, and what its command makes of it. */
export const jsonFrames: Decoder = {
  name: 'json-frames',
  seeds: [...seeds.map((frame) => JSON.stringify(frame)), '{"id":6,"type":"listConversations","after":-0}'].map((frame) =>
    Buffer.from(frame),
  ),
  words: words.map((word) => Buffer.from(word)),
  decode,
}
