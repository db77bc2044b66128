/** What the bench asks of the load generator, which is a process of its own. */
export interface LoadSettings {
  readonly port: number
  /** Whose processor time is read. */
  readonly serverPid: number
  /** Two users of a pair follow each other. */
  readonly users: readonly { readonly name: string; readonly token: string }[]
  readonly bytes: number
  /** Messages each sender has on their way. */
  readonly window: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

/** What was true of the measured seconds. */
export interface LoadResult {
  readonly seconds: number
  readonly acked: number
  readonly delivered: number
  /** Milliseconds from the write to the ack. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  /** Processor seconds per second. */
  readonly serverCores: number
  readonly generatorCores: number
  /** Of the rest of the machine. */
  readonly otherCores: number
  /** Processor time of the server when the measured seconds began. */
  readonly serverCpuAtBegin: number
  /** Messages acknowledged from then on, including those that were on their way at the end. */
  readonly ackedInAll: number
  /** Of those sent from the start on, how many never came, or came out of order. */
  readonly wrong: number
}

export type LoadReport = { readonly progress: { readonly acked: number } } | { readonly result: LoadResult } | { readonly failure: string }
