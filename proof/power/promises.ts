/** Of the machine's monotonic clock, which the record of the disk has its times from too. */
export type Nanoseconds = number

/** What a backend asked to be sent, and what it was told. */
export interface Message {
  readonly id: string
  readonly from: string
  /** `user:…` or `group:…`. */
  readonly to: string
  readonly body: string
  readonly askedAt: Nanoseconds
  acked?: { readonly seq: number; readonly stamp: number; readonly at: Nanoseconds }
  revokeAskedAt?: Nanoseconds
  revokedAt?: Nanoseconds
}

/** A read mark that was set; whatever comes later, it is at least here. */
export interface ReadMark {
  readonly user: string
  /** Id of the message up to which everything is read. */
  readonly upTo: string
  readonly at: Nanoseconds
}

/** Everything that was asked of the server and what it acknowledged. */
export interface Promises {
  readonly messages: readonly Message[]
  readonly readMarks: readonly ReadMark[]
}

export const monotonic = (): Nanoseconds => Number(process.hrtime.bigint())
