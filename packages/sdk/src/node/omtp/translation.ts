import type { CommandName, Fields, Reply } from '../../protocol.ts'
import type { Chain } from './chain.ts'
import type { History } from './history.ts'
import type { Labels } from './labels.ts'
import type { Line } from './line.ts'
import { Refused } from './refused.ts'

/** What a command is translated with, once somebody has signed in. */
export interface Scope {
  readonly line: Line
  readonly user: string
  readonly labels: Labels
  readonly history: History
  readonly chain: Chain
}

/** Does a command in packets. Throws `Refused`. */
export type Translation<N extends CommandName> = (fields: Fields<N>, scope: Scope) => Promise<Reply<N>>

export type Translations = { readonly [N in CommandName]: Translation<N> }

/** OMTP has nothing of the kind. */
export async function unsupported(): Promise<never> {
  throw new Refused('Unsupported', 'OMTP does not have this command')
}

/** Says of a field that OMTP has no place for that it was not passed over in silence. */
export function refuseFields(fields: object, ...names: readonly string[]): void {
  const found = names.find((name) => name in fields && (fields as Record<string, unknown>)[name] !== undefined) // as: only looked at
  if (found !== undefined) throw new Refused('Unsupported', `OMTP does not have the field ${found} of this command`)
}
