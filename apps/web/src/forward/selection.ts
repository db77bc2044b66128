import { useState } from 'react'

/** As many as are forwarded at once. */
const most = 100

/** Several messages that something is to be done with. */
export interface Selection {
  /** Their stamps, in their order; undefined: nobody is choosing. */
  readonly stamps: readonly number[] | undefined
  readonly toggle: (stamp: number) => void
  readonly end: () => void
}

export function useSelection(): Selection {
  const [stamps, setStamps] = useState<readonly number[]>()
  const toggle = (stamp: number) => setStamps((chosen = []) => toggled(chosen, stamp))
  return { stamps, toggle, end: () => setStamps(undefined) }
}

export function toggled(chosen: readonly number[], stamp: number): readonly number[] {
  if (chosen.includes(stamp)) return chosen.filter((one) => one !== stamp)
  return chosen.length < most ? [...chosen, stamp].sort((a, b) => a - b) : chosen
}
