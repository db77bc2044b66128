import { ImError } from '@magpie-im/model'
import { MalformedError, type Packet, type PacketReader, type Protocol, type Route } from '../protocol.ts'

export interface Line extends Packet {
  readonly verb: string
  readonly text: string
}

/** The smallest protocol there is: a packet is a line, its first word is its type. A line that begins with `!` is malformed. */
export function lines(routes: Readonly<Record<string, Route<Line>>>): Protocol<Line> {
  return {
    name: 'lines',
    open: () => new LineReader(),
    operationOf: ({ verb }) => verb,
    traceOf: () => '',
    routeOf: ({ verb }) => routes[verb] ?? unknown,
    refuse: ({ verb }, error) => Buffer.from(`${verb} refused: ${error.message}\n`),
    present: (event) => [Buffer.from(event.kind === 'message' ? `message ${event.message.body}\n` : `${event.kind}\n`)],
    farewell: (reason) => (reason === 'kicked' ? Buffer.from('bye\n') : undefined),
  }
}

const unknown: Route<Line> = {
  access: 'anyone',
  order: 'pipelined',
  handle: () => {
    throw new ImError('Unsupported')
  },
}

class LineReader implements PacketReader<Line> {
  #partial = ''

  seal(frame: Buffer): Buffer {
    return frame
  }

  push(chunk: Buffer, take: (packet: Line) => void): boolean {
    const parts = `${this.#partial}${chunk}`.split('\n')
    this.#partial = parts.pop() ?? ''
    for (const line of parts) {
      if (line.startsWith('!')) throw new MalformedError('malformed', new Error('an exclamation mark'))
      const [verb = '', ...rest] = line.split(' ')
      take({ verb, text: rest.join(' '), size: line.length + 1 })
    }
    return false
  }
}
