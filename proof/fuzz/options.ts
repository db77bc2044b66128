export interface Options {
  /** For each decoder. */
  readonly inputs: number
  /** For each decoder and each door. */
  readonly seconds: number | undefined
  readonly seed: number
  readonly say: (line: string) => void
}

/** What was tried, by how it went. */
export interface Verdict {
  readonly passed: number
  readonly failed: number
}
