import { type ApiKey, ImError, type Scope, scopes } from '@magpie-im/model'
import type { ManageApiKeys } from '@magpie-im/services'
import type { ControlCommands } from './server.ts'

/** What the operator is shown of an API key. */
export interface ShownKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Milliseconds since 1970; 0: it does not expire. */
  readonly expiresAt: number
  /** The key itself, only when it was just made. */
  readonly text?: string
}

const secondsPerDay = 86_400

/** The commands about API keys, whether they run in the server or, while none runs, in the command itself. */
export function keyCommands(keys: ManageApiKeys): ControlCommands {
  return {
    'key add': async ({ name = '', scopes = '', days }) => {
      const { key, text } = await keys.create({
        name,
        scopes: scopes.split(',').map(scopeOf),
        ...(days !== undefined && { expiresInSeconds: Number(days) * secondsPerDay }),
      })
      return { ...show(key), text }
    },
    'key list': () => keys.list().map(show),
    'key revoke': ({ id = '' }) => keys.revoke(id),
  }
}

function scopeOf(text: string): Scope {
  const scope = scopes.find((scope) => scope === text.trim())
  if (scope === undefined) throw new ImError('BadRequest', { detail: `the scopes of a key are among ${scopes.join(', ')}` })
  return scope
}

function show({ id, name, scopes, expiresAt }: ApiKey): ShownKey {
  return { id, name, scopes, expiresAt: Math.floor(expiresAt / 1000) }
}
