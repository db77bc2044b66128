import type { Pace } from './plan.ts'

/** A group to which its founder writes, and perhaps pairs of friends beside it. */
export interface GroupScene {
  readonly name: string
  readonly members: number
  readonly online: number
  readonly pace: Pace
  /** In groups above the fan-out limit a client that is behind is spared messages. */
  readonly gaps: boolean
  readonly beside?: { readonly pairs: number; readonly pace: Pace }
}

export const groupScenes: readonly GroupScene[] = [
  { name: '100', members: 100, online: 100, pace: { window: 16 }, gaps: false },
  {
    name: '10000',
    members: 10_000,
    online: 5_000,
    pace: { perSecond: 10 },
    gaps: true,
    beside: { pairs: 50, pace: { perSecond: 1_000 } },
  },
  { name: '15000', members: 15_000, online: 15_000, pace: { perSecond: 2 }, gaps: true },
]

export function groupScenesOf(names: string | undefined): readonly GroupScene[] {
  if (names === undefined) return groupScenes
  return names.split(',').map((name) => {
    const scene = groupScenes.find((one) => one.name === name)
    if (scene === undefined) throw new Error(`there is no scene ${name}; there are ${groupScenes.map((one) => one.name).join(', ')}`)
    return scene
  })
}
