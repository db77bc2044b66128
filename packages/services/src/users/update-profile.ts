import { type Deliveries, type FriendList, ImError, type Journal, type Profile, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Profiles } from './profiles.ts'

interface UpdateProfilePorts {
  readonly journal: Journal
  readonly profiles: Profiles
  readonly friends: FriendList
  readonly deliveries: Deliveries
}

type TextField = Exclude<keyof Profile, 'gender' | 'birthday'>

const longest: Record<TextField, number> = {
  nick: 128,
  realName: 128,
  domain: 128,
  avatar: 1024,
  region: 128,
  mobile: 64,
  telephone: 64,
  email: 254,
  department: 128,
  signature: 512,
  status: 128,
  extra: 8192,
}
const textFields = Object.keys(longest) as TextField[] // as: keys widens the names

/** A user's own profile. */
export class UpdateProfile {
  readonly #ports: UpdateProfilePorts

  constructor(ports: UpdateProfilePorts) {
    this.#ports = ports
  }

  /** Fields that are not named stay. Resolves when durable and the friends' devices have been told. */
  async update(user: UserId, fields: Partial<Profile>): Promise<void> {
    const { journal, profiles, friends, deliveries } = this.#ports
    check(fields)
    // Before the change: should nobody know the friends at the moment, nothing is changed.
    const toTell = await friends.list({ user, since: 0 })
    const before = profiles.find(user)
    if (before === undefined) throw new ImError('UserNotFound')
    const profile = { ...before, ...fields }
    if (isSame(before, profile)) return commit(journal, [])
    await commit(journal, [profiles.change(user, profile)])
    for (const { friend } of toTell) deliveries.deliver(friend, { kind: 'friends-changed' })
  }
}

function check(fields: Partial<Profile>): void {
  for (const name of textFields) {
    if ((fields[name]?.length ?? 0) > longest[name]) {
      throw new ImError('BadRequest', { detail: `the ${name} of a profile has at most ${longest[name]} characters` })
    }
  }
  const { birthday = 0n } = fields
  if (BigInt.asIntN(64, birthday) !== birthday) throw new ImError('BadRequest', { detail: 'a birthday is a 64-bit integer' })
}

function isSame(a: Profile, b: Profile): boolean {
  return a.gender === b.gender && a.birthday === b.birthday && textFields.every((name) => a[name] === b[name])
}
