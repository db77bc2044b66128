/** What a phone has been through, in numbers. */
export interface Tally {
  /** First attempts. */
  sent: number
  repeats: number
  /** Messages, each once. */
  acked: number
  /** Messages that were refused for good. */
  refused: number
  /** Refusals after which a message was tried again. */
  deferred: number
  signIns: number
  /** Sign-ins that were refused for now. */
  signInsDeferred: number
  /** Connections that ended without having been ended here. */
  lost: number
  /** Connections given up because an answer took too long. */
  givenUp: number
  kicked: number
  pushed: number
  pulled: number
}

export function newTally(): Tally {
  return {
    sent: 0,
    repeats: 0,
    acked: 0,
    refused: 0,
    deferred: 0,
    signIns: 0,
    signInsDeferred: 0,
    lost: 0,
    givenUp: 0,
    kicked: 0,
    pushed: 0,
    pulled: 0,
  }
}
