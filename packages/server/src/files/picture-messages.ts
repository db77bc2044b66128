import type { Picture } from '@magpie-im/model'

/** To the process that looks at pictures: one at a time. */
export interface LookAt {
  /** The picture. */
  readonly from: string
  /** Where its small version goes. */
  readonly to: string
}

/** From it. `picture` undefined: it is none that can be read. */
export interface LookedAt {
  readonly picture: Picture | undefined
}
