import { ImError, isUserId, type Journal, type Profile } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Profiles } from './profiles.ts'

export interface FoundProfile {
  readonly id: string
  /** Undefined: there is no such user. */
  readonly profile: Profile | undefined
}

interface GetProfilesPorts {
  readonly journal: Journal
  readonly profiles: Profiles
}

const mostAsked = 1000

/** One answer for each id, in the order they were first named. */
export async function getProfiles({ journal, profiles }: GetProfilesPorts, ids: readonly string[]): Promise<readonly FoundProfile[]> {
  if (ids.length === 0) throw new ImError('BadRequest', { detail: 'no users are named' })
  if (ids.length > mostAsked) throw new ImError('BadRequest', { detail: `at most ${mostAsked} users can be asked for` })
  const found = [...new Set(ids)].map((id) => ({ id, profile: isUserId(id) ? profiles.find(id) : undefined }))
  // What was read may wait to become durable.
  await commit(journal, [])
  return found
}
