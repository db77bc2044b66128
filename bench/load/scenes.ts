import type { Pace } from './plan.ts'

/** Pairs of friends, one of whom writes to the other. */
export interface Scene {
  readonly name: string
  readonly pairs: number
  /** `half` of what the server does with 16 in flight. */
  readonly pace: Pace | 'half'
}

export const scenes: readonly Scene[] = [
  { name: '50x1', pairs: 50, pace: { window: 1 } },
  { name: '50x16', pairs: 50, pace: { window: 16 } },
  { name: '500x1', pairs: 500, pace: { window: 1 } },
  { name: '1x1', pairs: 1, pace: { window: 1 } },
  { name: '5000/s', pairs: 500, pace: { perSecond: 5_000 } },
  { name: 'half', pairs: 50, pace: 'half' },
]

export function scenesOf(names: string | undefined): readonly Scene[] {
  return names === undefined ? scenes : names.split(',').map(sceneOf)
}

export function sceneOf(name: string): Scene {
  const scene = scenes.find((one) => one.name === name)
  if (scene === undefined) throw new Error(`there is no scene ${name}; there are ${scenes.map((one) => one.name).join(', ')}`)
  return scene
}
