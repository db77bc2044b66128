import type { Random } from './random.ts'

/** What became of an input. */
export interface Outcome {
  /** Whether it was taken; otherwise it was refused as the decoder declares. */
  readonly taken: boolean
  /** Few words that tell ways through the decoder apart: which error at which field, or which shape of value. */
  readonly way: string
}

/** Something that makes a value, or an error it declares, of any bytes. */
export interface Decoder {
  readonly name: string
  /** Valid inputs to begin with. */
  readonly seeds: readonly Buffer[]
  /** Pieces that its format is made of. */
  readonly words?: readonly Buffer[]
  /** No input is longer (default 2,048 bytes). */
  readonly longest?: number
  /** The most that one input may make it allocate at once (default 640,000 bytes: the largest frame). */
  readonly mostAllocated?: number
  /** How many of the inputs that are asked for it gets, where it is too slow for all of them (default 1). */
  readonly share?: number
  /** Makes checksums right again, or nothing that was changed gets past them. */
  readonly mend?: (input: Buffer, random: Random) => void
  /** Throws for anything that must not be: an error it does not declare, or a promise of the decoder that does not hold. */
  decode(input: Buffer): Outcome | Promise<Outcome>
}

/** Throws what must not be. */
export function claim(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

/** Of an error that a decoder declares, the way; of any other, nothing. */
export type Refusal = (error: unknown) => string | undefined

/** Decodes, and takes a declared error for an answer. */
export function answered(decode: () => string, refusal: Refusal): Outcome {
  try {
    return { taken: true, way: decode() }
  } catch (error) {
    return refused(error, refusal)
  }
}

export function refused(error: unknown, refusal: Refusal): Outcome {
  const way = refusal(error)
  if (way === undefined) throw error
  return { taken: false, way }
}
