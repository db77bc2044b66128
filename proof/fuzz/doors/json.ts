import { once } from 'node:events'
import { jsonProtocolSchema } from '@magpie-im/wire'
import { WebSocket } from 'ws'
import type { Random } from '../random.ts'
import { misfit, type Schema, type Schemas, Values } from './json-schema.ts'
import { until } from './omtp.ts'
import type { Attack, Attempt } from './try-door.ts'

const users = ['mal', 'mol', 'mul']
const atOnce = 8
const mostFrames = 24
const answerMs = 10_000
const lastId = 'the last one'

const { commands, events, $defs } = jsonProtocolSchema()
const names = Object.keys(commands)
const schemas = $defs as Schemas // as: made by the same hand
const refusal: Schema = {
  type: 'object',
  required: ['code', 'message', 'retry'],
  additionalProperties: false,
  properties: { code: { type: 'string' }, message: { type: 'string' }, retry: { type: 'boolean' }, retryAfterMs: { type: 'number' } },
}

/** Makes texts out of the schemas: fitting ones, nearly fitting ones, and what is hardly JSON. */
class Texts {
  readonly #random: Random
  readonly #values: Values

  constructor(random: Random) {
    this.#random = random
    this.#values = new Values(random, schemas)
  }

  next(id: number): string {
    const random = this.#random
    const type = random.pick(names)
    const made = this.#values.of((commands[type]?.request ?? {}) as Schema, random.pick([3, 20, 1_000])) // as: what of a schema is used
    const frame = typeof made === 'object' && made !== null && !Array.isArray(made) ? { ...made, id, type } : made
    const text = JSON.stringify(frame)
    if (!random.oneIn(16)) return text
    const cut = random.below(text.length + 1)
    return text.slice(0, cut) + random.pick(['', '{', '"', '\\ud800', '['.repeat(5_000)]) + text.slice(cut + random.below(3))
  }
}

/** The commands that were asked for, by ids: a text that was cut may have the id of another. */
class Asked {
  readonly #types = new Map<unknown, string[]>()

  add(text: string): void {
    const { id, type } = frameIn(text)
    if (typeof type === 'string') this.#types.set(id, [...this.of(id), type])
  }

  of(id: unknown): readonly string[] {
    return this.#types.get(id) ?? []
  }
}

function frameIn(text: string): { readonly id?: unknown; readonly type?: unknown } {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

/** What is wrong with a frame of the server. */
function problemOf(text: string, asked: Asked): string | undefined {
  const { id, ok, error, event, ...rest } = JSON.parse(text)
  if (event !== undefined) return misfit({ event, ...rest }, (events[event]?.frame ?? {}) as Schema, schemas, event) // as: the same
  if (error !== undefined) return error.code === 'Internal' ? 'a bug of ours' : misfit(error, refusal, schemas, 'error')
  const misfits = asked.of(id).map((type) => misfit(ok, (commands[type]?.reply ?? {}) as Schema, schemas, type)) // as: the same
  if (misfits.length === 0) return 'an answer to nothing that was asked'
  return misfits.includes(undefined) ? undefined : misfits[0]
}

async function session(texts: Texts, { house, random, tell }: Attempt): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${house.ports.http}/ws`)
  const asked = new Asked()
  let done = false
  socket
    .on('error', () => socket.terminate())
    .on('message', (data: Buffer) => {
      const text = data.toString()
      done ||= text.startsWith(`{"id":"${lastId}"`)
      const problem = problemOf(text, asked)
      if (problem !== undefined) tell(`${problem}: ${text.slice(0, 300)}`)
    })
  await Promise.race([once(socket, 'open'), once(socket, 'close')])
  const isOpen = () => socket.readyState === WebSocket.OPEN
  const say = (text: string) => {
    asked.add(text)
    if (isOpen()) socket.send(random.oneIn(200) ? Buffer.from(text) : text)
  }
  const user = random.pick(users)
  const device = { id: `d${random.below(50)}`, type: random.pick(['web', 'ios', 'linux']) }
  if (!random.oneIn(8)) {
    const signIn = JSON.stringify({ id: 0, type: 'signIn', user, token: house.token(user), device })
    asked.add(signIn)
    socket.send(signIn)
  }
  const frames = random.below(mostFrames)
  for (let id = 1; id <= frames; id++) say(texts.next(id))
  const last = JSON.stringify({ id: lastId, type: 'ping' })
  asked.add(last)
  if (isOpen()) socket.send(last)
  if (!(await until(() => done || !isOpen(), answerMs))) tell('a WebSocket is open, and its last request is not answered')
  socket.terminate()
  return frames
}

/** Every command of the tables, many sessions at once; gives the frames that were sent. */
export const json: Attack = async (attempt, goesOn) => {
  const texts = new Texts(attempt.random)
  let sent = 0
  const one = async () => {
    while (goesOn()) sent += await session(texts, attempt)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return sent
}
