export interface Clock {
  /** Milliseconds since 1970. May jump in either direction. */
  now(): number
  /** Milliseconds from an arbitrary start. Never goes back. */
  monotonic(): number
  /** Runs `action` once after `ms`; the timer alone does not keep the process alive. */
  after(ms: number, action: () => void): Timer
}

export interface Timer {
  cancel(): void
}
