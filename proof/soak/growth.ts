/** One figure at one moment. */
export interface Reading {
  readonly seconds: number
  readonly value: number
}

export interface Growth {
  /** By how much it grew in the time that was judged. */
  readonly growth: number
  /** Where it lay when that time began. */
  readonly start: number
}

/** Whatever goes up and down more often than once in an eighth of the time is seen through. */
const windows = 8
const fewest = 4

/**
 * What a figure that goes up and down gained from `from` on: the line through the lows of equal stretches of time, taken by the median
 * of the slopes between any two of them, so that a few odd ones do not turn it. Undefined: too little was read.
 */
export function growthOf(readings: readonly Reading[], from: number): Growth | undefined {
  const judged = readings.filter(({ seconds }) => seconds >= from)
  const last = judged.at(-1)?.seconds
  if (last === undefined || judged.length < fewest) return undefined
  const lows = lowsOf(judged, { from, last })
  if (lows.length < 2) return undefined
  const slope = medianOf(lows.flatMap((one, index) => lows.slice(index + 1).map((other) => slopeOf(one, other))))
  const start = medianOf(lows.map(({ seconds, value }) => value - slope * (seconds - from)))
  return { growth: slope * (last - from), start }
}

function lowsOf(readings: readonly Reading[], { from, last }: { readonly from: number; readonly last: number }): Reading[] {
  const count = Math.min(windows, Math.floor(readings.length / 2))
  const lows = new Map<number, Reading>()
  for (const reading of readings) {
    const window = Math.min(count - 1, Math.floor(((reading.seconds - from) / (last - from)) * count))
    const low = lows.get(window)
    if (low === undefined || reading.value < low.value) lows.set(window, reading)
  }
  return [...lows.values()]
}

function slopeOf(one: Reading, other: Reading): number {
  return (other.value - one.value) / (other.seconds - one.seconds)
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
