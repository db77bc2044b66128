import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { Corpus } from '../corpus.ts'
import { Mutator } from '../mutator.ts'
import type { Attack } from './try-door.ts'

const line = (command: string, args: object) => Buffer.from(JSON.stringify({ command, arguments: args }))
const seeds = [
  line('user add', { user: 'mal', password: 'secret-secret' }),
  line('user list', {}),
  line('user disable', { user: 'mal' }),
  line('key add', { name: 'k', scopes: 'read', days: '1' }),
  line('key revoke', { id: 'x' }),
  line('trace on', { user: 'mal' }),
  line('right grant', { user: 'mal', right: 'monitor' }),
  line('compact progress', {}),
]
const words = ['null', '""', '{}', '[]', ':1', '-1', '1e9', '\\u0000', '"__proto__"', 'show', 'password'].map((text) => Buffer.from(text))
const perConnection = 200

/** Lines on the operator's socket: each has its one answer. */
export const control: Attack = async ({ house, random, tell }, goesOn) => {
  const mutator = new Mutator({ random, corpus: new Corpus(random, seeds), longest: 1_024, words })
  let asked = 0
  while (goesOn()) {
    const socket = connect(house.controlSocket)
    await once(socket, 'connect')
    const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
    for (let left = perConnection; left > 0 && goesOn(); left--) {
      // What readline takes for the end of a line would make two of it.
      const text = mutator
        .next()
        .toString()
        .replaceAll(/[\r\n\u2028\u2029]/g, ' ')
      socket.write(`${text}\n`)
      const { value, done } = await replies.next()
      asked++
      if (done === true) tell(`no answer to ${text}`)
      else if (!/^\{"(?:result|error)":/.test(value)) tell(`an answer that is none: ${value}`)
      else if (value.includes('its log says why')) tell(`the server failed at ${text}`)
    }
    socket.destroy()
  }
  return asked
}
