import { Api, succeeded } from './api.ts'
import type { Message } from './promises.ts'
import { ServerProcess } from './server-process.ts'

const repeats = 10
const newest = 100

interface Question {
  readonly data: string
  readonly program: string
  readonly key: string
  readonly acked: readonly Message[]
}

interface Shown {
  readonly clientMessageId: string
  readonly seq: number
  readonly stamp: number
}

/** Starts the real server on what a power cut left, and asks it for acknowledged messages. */
export async function askServer({ data, program, key, acked }: Question): Promise<string[]> {
  // Without one there may be no key yet.
  if (acked.length === 0) return []
  const server = await ServerProcess.start({ data, program }).catch((error: Error) => error)
  if (server instanceof Error) return [`the server does not start: ${server.message}`]
  try {
    const api = new Api(server.httpPort, key)
    const last = acked.slice(-repeats)
    return [...(await Promise.all(last.map((message) => repeat(api, message)))), ...(await history(api, last))].flat()
  } finally {
    await server.stop('SIGTERM')
  }
}

/** I3: the first one's result. */
async function repeat(api: Api, { id, from, to, body, acked }: Message): Promise<string[]> {
  const answer = await api.ask('POST', '/messages', { from, to, clientMessageId: id, message: { kind: 'text', content: { text: body } } })
  if (!succeeded(answer)) return [`a repeat of ${id} is refused: ${JSON.stringify(answer.body)}`]
  const { seq, stamp } = answer.body as Shown // as: what a successful send is answered with
  return seq === acked?.seq && stamp === acked.stamp ? [] : [`a repeat of ${id} is another message`]
}

/** The history of a sender has what is among its newest. */
async function history(api: Api, messages: readonly Message[]): Promise<string[]> {
  const found: string[] = []
  for (const { id, from, to, acked } of messages) {
    const answer = await api.ask('GET', `/users/${from}/conversations/${to}/messages?limit=${newest}`)
    if (!succeeded(answer)) return [`the history of ${from} and ${to} is refused: ${JSON.stringify(answer.body)}`]
    const { items } = answer.body as { items: Shown[] } // as: what a successful question is answered with
    const oldest = items.at(-1)?.seq ?? 0
    const there = items.some((item) => item.clientMessageId === id && item.seq === acked?.seq)
    if (acked !== undefined && acked.seq >= oldest && !there) found.push(`lost: ${id} is not in the history of ${from}`)
  }
  return found
}
