/** A range of values laid over a length. */
export interface Scale {
  readonly ticks: readonly number[]
  at(value: number): number
}

/** From 0 up to a round number at or above `most`, in steps of 1, 2 or 5 times a power of ten. */
export function linearScale(most: number, length: number, about: number): Scale {
  const step = roundStep(Math.max(most, Number.MIN_VALUE) / about)
  const steps = Math.max(1, Math.ceil(most / step - 1e-9))
  const end = steps * step
  // Multiplied, not added up: 3 × 0.1 is nearer to 0.3.
  return { ticks: Array.from({ length: steps + 1 }, (_, index) => round(index * step)), at: (value) => (value / end) * length }
}

/** Powers of ten around `least` and `most`; values at or below 0 stand at the beginning. */
export function logScale(least: number, most: number, length: number): Scale {
  const from = Math.floor(Math.log10(least))
  const to = Math.max(from + 1, Math.ceil(Math.log10(most) - 1e-9))
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => round(10 ** (from + index)))
  return { ticks, at: (value) => (value <= 0 ? 0 : Math.max(0, ((Math.log10(value) - from) / (to - from)) * length)) }
}

const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]

/** Seconds from 0 to exactly `most`, with ticks that a clock would have. */
export function timeScale(most: number, length: number, about: number): Scale {
  const step = clockSteps.find((seconds) => most / seconds <= about) ?? 86_400
  const end = Math.max(most, 1)
  return {
    ticks: Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step),
    at: (value) => (value / end) * length,
  }
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
