import type { Flow, Pace } from './plan.ts'

// Who writes to whom. Names are those the relay expects.

const bytes = 100

export function namesOfPairs(count: number): (readonly [string, string])[] {
  return Array.from({ length: count }, (_, pair) => [`u${pair * 2}`, `u${pair * 2 + 1}`])
}

/** One of each pair writes to the other; the users of the plan are the pairs in their order, from place `first` on. */
export function flowOfPairs(count: number, pace: Pace, first = 0): Flow {
  const streams = namesOfPairs(count).map(([, to], pair) => {
    const sender = first + pair * 2
    return { sender, to, receivers: { first: sender + 1, count: 1 } }
  })
  return { kind: 'single', pace, bytes, streams }
}

export const groupName = 'g0'

export function namesOfMembers(count: number): string[] {
  return Array.from({ length: count }, (_, member) => `m${member}`)
}

/** The founder writes to his group, of whom so many are online, himself included; they are the users of the plan from place `first` on. */
export function flowOfGroup({ online, gaps }: { readonly online: number; readonly gaps: boolean }, pace: Pace, first = 0): Flow {
  const stream = { sender: first, to: groupName, receivers: { first: first + 1, count: online - 1 } }
  return { kind: 'group', pace, bytes, gaps, streams: [stream] }
}
