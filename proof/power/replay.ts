import { seeded } from '@magpie-im/journal'
import { type Image, RecordedDisk } from './recorded-disk.ts'
import type { Step } from './steps.ts'

/** The power went before the step `beforeStep`, and the server went on with what `seed` makes of the disk. */
export interface PowerCut {
  readonly beforeStep: number
  readonly seed: number
}

export interface ReplayOptions {
  readonly root: string
  readonly cuts: readonly PowerCut[]
  /** With it, syncs do nothing: what is checked on such a disk has to be found broken. */
  readonly withoutSync?: boolean
}

export function imageAfterCut(disk: RecordedDisk, seed: number): Image {
  return disk.afterCut({ kept: 0.5, torn: 0.3, inOrder: false, random: seeded(seed) })
}

/** The steps of a record, taken one after another. */
export class Replay {
  readonly disk: RecordedDisk
  readonly steps: readonly Step[]
  readonly #cuts: readonly PowerCut[]
  /** The disk that was recorded, from which the server went on behind a cut. */
  readonly #real: RecordedDisk
  #taken = 0

  constructor(steps: readonly Step[], { root, cuts, withoutSync = false }: ReplayOptions) {
    this.steps = steps
    this.#cuts = cuts
    this.#real = new RecordedDisk({ root })
    this.disk = withoutSync ? new RecordedDisk({ root, withoutSync }) : this.#real
  }

  /** Until so many steps are taken. */
  to(count: number): void {
    for (; this.#taken < count; this.#taken++) {
      const cut = this.#cuts.find(({ beforeStep }) => beforeStep === this.#taken)
      if (cut !== undefined) this.#becomeAll(imageAfterCut(this.#real, cut.seed))
      const step = this.steps[this.#taken]
      if (step !== undefined) for (const disk of this.#disks()) disk.take(step)
    }
  }

  #becomeAll(image: Image): void {
    for (const disk of this.#disks()) disk.become(image)
  }

  #disks(): Set<RecordedDisk> {
    return new Set([this.#real, this.disk])
  }
}
