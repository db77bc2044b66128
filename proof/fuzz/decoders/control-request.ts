import { parseControlRequest } from '@magpie-im/server'
import { claim, type Decoder } from '../decoder.ts'
import { shapeOf } from '../shape.ts'

const request = (command: string, args: object) => Buffer.from(JSON.stringify({ command, arguments: args }))

/** A line on the socket of the operator's commands. */
export const controlRequest: Decoder = {
  name: 'control-request',
  seeds: [request('user.add', { user: 'ann', password: 'x' }), request('key.list', {}), request('compact', { a: 'ü\n"' })],
  words: ['null', '[]', '{}', '"arguments":null', '"command":1', '"__proto__":{}', '"constructor"', '\\u0000', '1e999'].map((text) =>
    Buffer.from(text),
  ),
  decode(input) {
    const found = parseControlRequest(input.toString())
    if (found === undefined) return { taken: false, way: 'no request' }
    claim(typeof found.command === 'string', 'a command without a name')
    claim(
      Object.values(found.arguments).every((value) => typeof value === 'string'),
      'an argument that is no text',
    )
    return { taken: true, way: shapeOf(found) }
  },
}
