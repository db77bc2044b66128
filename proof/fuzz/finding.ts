/** An input with which a decoder does what it must not. */
export interface Finding {
  readonly what: string
  /** As short as it could be made. */
  readonly input: Buffer
}

/** Says what an error is and where it comes from, but not which values it happened with, so that equal ones are told once. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return `something else than an error was thrown: ${String(error)}`
  const frame = error.stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? ''
  return `${error.name}: ${error.message} ${frame.trim()}`.trim()
}

/** Leaves out pieces, large ones first, as long as it stays `same`, until nothing more can be left out. */
export async function minimised(input: Buffer, same: (shorter: Buffer) => Promise<boolean>): Promise<Buffer> {
  let best: Buffer = Buffer.from(input)
  for (let before = -1; before !== best.length; ) {
    before = best.length
    for (let piece = best.length - 1; piece >= 1; piece = piece > 16 ? piece >> 1 : piece - 1) best = await without(best, piece, same)
  }
  return best
}

async function without(input: Buffer, piece: number, same: (shorter: Buffer) => Promise<boolean>): Promise<Buffer> {
  let best = input
  for (let at = 0; at + piece <= best.length; ) {
    const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + piece)])
    if (await same(shorter)) best = shorter
    else at += piece > 16 ? piece : 1
  }
  return best
}
