import type { z } from 'zod'
import type { jsonCommands } from './commands.ts'
import type { jsonEvents } from './events.ts'
import type { group, member } from './group.ts'
import type { message } from './message.ts'

type Commands = typeof jsonCommands
type Events = typeof jsonEvents

export type JsonCommandName = keyof Commands
export type JsonEventName = keyof Events

/** What a client sends; fields with a default may be left out. */
export type JsonRequest<N extends JsonCommandName> = z.input<Commands[N]['request']>
/** The same as the server sees it. */
export type JsonRead<N extends JsonCommandName> = z.output<Commands[N]['request']>
/** What `ok` of its reply holds. */
export type JsonReply<N extends JsonCommandName> = z.output<Commands[N]['reply']>
export type JsonEvent<N extends JsonEventName = JsonEventName> = z.output<Events[N]['frame']>

export type JsonMessage = z.output<typeof message>
export type JsonGroup = z.output<typeof group>
export type JsonMember = z.output<typeof member>

/** A request that was refused. Without an id: it had none that could be read. */
export interface JsonRefusal {
  readonly id?: string | number
  readonly error: {
    /** Name of the error: docs/errors.md lists them. */
    readonly code: string
    /** For people. */
    readonly message: string
    /** Whether the same request may succeed later. */
    readonly retry: boolean
    readonly retryAfterMs?: number
  }
}
