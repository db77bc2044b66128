import { type ConversationKey, groupKey, pairKey } from '@magpie-im/checker'
import { type Random, wholeBetween } from './seeded.ts'

export interface Group {
  readonly id: string
  /** Founds it and stays. */
  readonly owner: string
  readonly members: readonly string[]
}

/** Who talks with whom in a round. Its conversations are new ones, also those of users who were there before. */
export interface Cast {
  readonly users: readonly string[]
  readonly pairs: readonly (readonly [string, string])[]
  readonly groups: readonly Group[]
}

/** How a member calls a conversation at the door of backends. */
export interface Door {
  readonly key: ConversationKey
  readonly reader: string
  readonly name: string
  readonly members: readonly string[]
}

const friendsEach = 2
const groupEvery = 8

/** `users` users, some of whom may be of `earlier` rounds. */
export function castOf(
  round: number,
  users: number,
  { earlier, random }: { readonly earlier: readonly string[]; readonly random: Random },
): Cast {
  const old = shuffled(earlier, random).slice(0, Math.floor(users / 6))
  const fresh = Array.from({ length: users - old.length }, (_, index) => `r${round}u${index}`)
  const all = shuffled([...old, ...fresh], random)
  // Two of them that are old have no new conversation of two: theirs may exist.
  const pairs = all.flatMap((user, index) =>
    Array.from({ length: friendsEach }, (_, step) => [user, all[(index + step + 1) % all.length] ?? user] as const),
  )
  const isNew = ([one, other]: readonly [string, string]) => one !== other && !(old.includes(one) && old.includes(other))
  return { users: all, pairs: pairs.filter(isNew), groups: groupsOf(round, all, random) }
}

function groupsOf(round: number, users: readonly string[], random: Random): Group[] {
  return Array.from({ length: Math.ceil(users.length / groupEvery) }, (_, index) => {
    const [owner = '', ...members] = shuffled(users, random).slice(0, wholeBetween(random, 3, 12))
    return { id: `r${round}g${index}`, owner, members }
  })
}

/** Every conversation, as one who sees all of it calls it. */
export function doorsOf({ pairs, groups }: Cast): Door[] {
  return [
    ...pairs.map(([reader, peer]) => ({ key: pairKey(reader, peer), reader, name: `user:${peer}`, members: [reader, peer] })),
    ...groups.map(({ id, owner, members }) => ({ key: groupKey(id), reader: owner, name: `group:${id}`, members: [owner, ...members] })),
  ]
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
