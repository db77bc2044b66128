import { type ConversationKey, groupKey } from '@magpie-im/checker'
import { type Random, seeded } from '@magpie-im/journal'
import { devices, groups, pairs, users } from './world.ts'

/** What a phone is told to do. */
export type Deed =
  | { readonly kind: 'say'; readonly conversation: ConversationKey }
  /** `everything`: up to the newest message that the server has by then, and not the newest that the phone knows of. */
  | { readonly kind: 'read' | 'pull'; readonly conversation: ConversationKey; readonly everything: boolean }
  | { readonly kind: 'revoke' }
  | { readonly kind: 'join'; readonly group: string; readonly member: string }
  | { readonly kind: 'leave'; readonly group: string }
  | { readonly kind: 'sleep'; readonly ms: number }

export const faultKinds = [
  'process crash',
  'power cut',
  'bit flip',
  'full disk',
  'failed write',
  'slow disk',
  'dropped connection',
  'split connection',
  'clock jump',
  'slow reader',
  'duplicated request',
  'graceful restart',
] as const
export type FaultKind = (typeof faultKinds)[number]

interface Timed {
  /** Milliseconds from the beginning. */
  readonly at: number
}

export type Step =
  | (Timed & { readonly type: 'deed'; readonly phone: number; readonly deed: Deed })
  /** `size` and `where` are chance, from 0 to 1: how much, how long, which. */
  | (Timed & { readonly type: 'fault'; readonly kind: FaultKind; readonly phone: number; readonly size: number; readonly where: number })
  | (Timed & { readonly type: 'compaction' })

/** All that happens to a world, but for what follows from it. */
export interface Plan {
  readonly seed: number
  readonly segmentBytes: number
  /** In the order of their moments. */
  readonly steps: readonly Step[]
}

const leastPhones = 5
const leastSays = 240
const leastFaults = 6
const mostFaults = 14
const segmentSizes = [12 * 1024, 24 * 1024, 64 * 1024, 256 * 1024]

/** The life that a seed stands for. */
export function planOf(seed: number): Plan {
  const random = seeded(seed)
  for (let i = 0; i < 8; i++) random() // the first numbers of neighbouring seeds are alike
  const draw = new Draw(random)
  const lastsMs = 1500 + random() * 2000
  const phones = leastPhones + draw.below(devices.length - leastPhones + 1)
  const steps: Step[] = []
  const says = leastSays + draw.below(60)
  for (let i = 0; i < says; i++) steps.push(deed(draw, { at: random() * lastsMs, phone: draw.below(phones), kind: 'say' }))
  const others = 40 + draw.below(40)
  for (let i = 0; i < others; i++) steps.push(deed(draw, { at: random() * lastsMs, phone: draw.below(phones), kind: otherDeed(random()) }))
  const faults = leastFaults + draw.below(mostFaults - leastFaults + 1)
  for (let i = 0; i < faults; i++) {
    const kind = draw.of(faultKinds)
    steps.push({ type: 'fault', at: random() * lastsMs, kind, phone: draw.below(phones), size: random(), where: random() })
  }
  for (let i = draw.below(3); i > 0; i--) steps.push({ type: 'compaction', at: random() * lastsMs })
  return { seed, segmentBytes: draw.of(segmentSizes), steps: steps.sort((a, b) => a.at - b.at) }
}

class Draw {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  below(count: number): number {
    return Math.floor(this.#random() * count)
  }

  of<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[this.below(list.length)] as T // as: no list here is empty
  }
}

function otherDeed(chance: number): Deed['kind'] {
  if (chance < 0.45) return 'read'
  if (chance < 0.6) return 'pull'
  if (chance < 0.78) return 'revoke'
  if (chance < 0.87) return 'join'
  return chance < 0.93 ? 'leave' : 'sleep'
}

function deed(draw: Draw, { at, phone, kind }: { at: number; phone: number; kind: Deed['kind'] }): Step {
  return { type: 'deed', at, phone, deed: deedOf(draw, devices[phone]?.user ?? '', kind) }
}

function deedOf(draw: Draw, user: string, kind: Deed['kind']): Deed {
  const group = draw.of([...groups.keys()])
  switch (kind) {
    case 'say':
      return { kind, conversation: draw.of(conversationsOf(user)) }
    case 'read':
    case 'pull':
      return { kind, conversation: draw.of(conversationsOf(user)), everything: draw.below(3) === 0 }
    case 'revoke':
      return { kind }
    case 'join':
      return { kind, group, member: draw.of(users) }
    case 'leave':
      return { kind, group }
    case 'sleep':
      return { kind, ms: 50 + draw.below(800) }
  }
}

/** Two of his pairs, so that there is something in each, and the groups he may be in. */
function conversationsOf(user: string): ConversationKey[] {
  const own = pairs.filter((pair) => pair.split('+').includes(user)).slice(0, 2)
  const joined = [...groups].filter(([, members]) => members.includes(user)).map(([group]) => groupKey(group))
  return [...own, ...joined]
}
