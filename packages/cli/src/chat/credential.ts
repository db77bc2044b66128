import type { Clock, UserId } from '@magpie-im/model'
import { readSecrets, StartError } from '@magpie-im/server'
import { Tokens } from '@magpie-im/services'
import { mintToken } from '../mint-token.ts'

interface CredentialSources {
  readonly flag: string | undefined
  readonly env: string | undefined
  /** The server's data folder, when it is on this machine. */
  readonly data: string
  readonly clock: Clock
}

const days = 1

/** A token for `user`. Throws `StartError` when nothing gives one: a name alone signs nobody in. */
export async function findToken(user: UserId, { flag, env, data, clock }: CredentialSources): Promise<string> {
  const given = flag ?? env
  if (given !== undefined && given !== '') return given
  try {
    return await mintToken(new Tokens(readSecrets(data).tokenSecret), { user, days, clock })
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    throw new StartError(`no token for ${user}: give --token or MAGPIE_TOKEN, or --data with the server's data folder (${error.message})`)
  }
}
