/** What a phone needs of time. */
export interface PhoneClock {
  /** Milliseconds since the history began; never goes back. */
  monotonic(): number
  after(ms: number, run: () => void): PhoneTimer
}

export interface PhoneTimer {
  cancel(): void
}
