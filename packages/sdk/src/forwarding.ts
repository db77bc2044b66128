import type { MessageName } from './calls.ts'
import { MagpieError, ownError } from './magpie-error.ts'
import { mostTryingMs } from './outbox.ts'
import type { Clock } from './ports.ts'
import type { Fields, Reply } from './protocol.ts'

export interface ForwardOptions {
  /** As one message that holds all of them. */
  readonly merged?: boolean
  /** The same for a repeat; without one, each call is a forwarding of its own. */
  readonly clientMessageId?: string
}

/** Messages of one conversation that are to be copied into another, in the order in which they are to come. */
interface Forward extends Required<ForwardOptions> {
  readonly from: string
  readonly messages: readonly MessageName[]
  readonly to: string
}

interface ForwardingPorts {
  readonly clock: Clock
  readonly request: (fields: Fields<'forwardMessages'>) => Promise<Reply<'forwardMessages'>>
  /** Resolves when somebody is signed in; rejects when that will not be again. */
  readonly signedIn: () => Promise<void>
}

/** Forwards once: where the answer is lost it is asked for again, under the same id, after the next sign-in. */
export async function forward(
  { clock, request, signedIn }: ForwardingPorts,
  { messages, ...fields }: Forward,
): Promise<Reply<'forwardMessages'>['items']> {
  const begunAt = clock.now()
  const asked = { ...fields, stamps: messages.map(({ stamp }) => stamp) }
  for (;;) {
    try {
      return (await request(asked)).items
    } catch (error) {
      if (!isLost(error)) throw error
      await signedIn()
      if (clock.now() - begunAt > mostTryingMs) throw ownError('TooOld', 'it cannot be said whether it was forwarded', { retry: false })
    }
  }
}

/** Whether nobody can say what became of it. */
function isLost(error: unknown): boolean {
  return error instanceof MagpieError && error.retry && (error.code === 'Disconnected' || error.code === 'TimedOut')
}
