import { hostname } from 'node:os'
import type { Clock, UserId } from '@magpie-im/model'
import { StartError } from '@magpie-im/server'
import { Chat } from './chat.ts'
import { ChatClient, type ClientHandlers } from './client.ts'
import { type Address, ConnectionLost } from './connection.ts'
import { Refused } from './refused.ts'
import { type Input, type Output, openTerminal } from './terminal.ts'
import { View } from './view.ts'

export interface ChatSettings {
  readonly address: Address
  readonly user: UserId
  readonly to: UserId | undefined
  readonly token: string
}

export interface Surroundings {
  readonly input: Input
  readonly output: Output
  readonly clock: Clock
  /** From 0 to 1. */
  readonly chance: () => number
}

/** A script waits about half a minute for a lost server; a person decides himself. */
const scriptAttempts = 5

/** A terminal has an id of its own, so that a reconnect takes its own place and a second terminal shows as another device. */
const deviceId = `chat-${hostname()}-${process.pid}`

const hourMs = 3_600_000

/** Chats until the input ends, `/quit`, or the server ends it; resolves to the exit code. */
export async function runChat({ address, user, to, token }: ChatSettings, surroundings: Surroundings): Promise<number> {
  const { input, output, clock, chance } = surroundings
  const terminal = openTerminal({ input, output, interrupted: () => chat.client.stop() })
  const attempts = terminal.interactive ? Number.POSITIVE_INFINITY : scriptAttempts
  const view = new View(user, output)
  const client = (handlers: ClientHandlers) => new ChatClient({ address, user, token, deviceId, clock, attempts, chance }, handlers)
  const chat = new Chat({ user, to, terminal, view, client })
  const awake = setInterval(() => undefined, hourMs) // between two connections nothing else keeps the process alive
  try {
    await start(chat.client)
    void chat.client.ended.then(() => terminal.close())
    for await (const line of terminal.lines) if (!(await chat.enter(line))) break
    const complete = await chat.finish()
    const reason = await chat.client.ended
    if (reason !== undefined) terminal.show(view.note(reason))
    return reason === undefined && (complete || terminal.interactive) ? 0 : 1
  } finally {
    clearInterval(awake)
    terminal.close()
  }
}

async function start(client: ChatClient): Promise<void> {
  try {
    await client.start()
  } catch (error) {
    if (error instanceof Refused || error instanceof ConnectionLost) throw new StartError(error.message)
    throw error
  }
}
