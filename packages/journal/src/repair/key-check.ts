import type { Position } from '@magpie-im/model'
import { framesOf, type RawBatch } from '../files/scan.ts'
import type { Sidecar } from '../keys/sidecar.ts'
import type { KeyHash } from '../record/frame.ts'

/** Compares the keys of a segment with its sidecar: all by number, of each batch the first by name (I3). */
export class KeyCheck {
  readonly #sample: { readonly key: KeyHash; readonly position: Position }[] = []
  #count = 0

  add(batch: RawBatch): void {
    const keys = framesOf(batch).flatMap(({ key }) => (key.low === 0 && key.high === 0 ? [] : [key]))
    const [first] = keys
    this.#count += keys.length
    if (first !== undefined) this.#sample.push({ key: first, position: batch.header.position })
  }

  /** Throws `SidecarDamaged`. */
  missingIn(sidecar: Sidecar, base: Position): number {
    const unknown = this.#sample.filter(({ key, position }) => !sidecar.batchesOf(key).includes(position - base)).length
    return Math.max(unknown, this.#count - sidecar.count)
  }
}
