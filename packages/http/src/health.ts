/** How the process does, for whoever runs it. */
export interface Health {
  /** Whether requests are taken; no longer when the server stops. */
  readonly listening: boolean
  /** Whether clients should be sent here now, and why not. */
  readiness(): { readonly ready: boolean; readonly reasons: readonly string[] }
  /** What is counted. */
  metrics(): Promise<string>
  /** The format of that. */
  readonly metricsType: string
}
