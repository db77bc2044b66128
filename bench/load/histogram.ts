/** How many took less than so many microseconds, but not less than those of the entry before. */
export type Histogram = readonly (readonly [microseconds: number, count: number])[]

/** Milliseconds that `share` of all stayed within; NaN when there is nothing. */
export function percentile(histogram: Histogram, share: number): number {
  const enough = countOf(histogram) * share
  let seen = 0
  for (const [microseconds, count] of histogram) {
    seen += count
    if (seen >= enough) return microseconds / 1000
  }
  return Number.NaN
}

export function countOf(histogram: Histogram): number {
  return histogram.reduce((sum, [, count]) => sum + count, 0)
}

/** All of several runs. */
export function merged(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>()
  for (const [microseconds, count] of histograms.flat()) counts.set(microseconds, (counts.get(microseconds) ?? 0) + count)
  return [...counts].sort(([a], [b]) => a - b)
}
