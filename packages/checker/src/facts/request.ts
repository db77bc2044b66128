import { type Moment, never } from './high-water.ts'

/** A change that was asked for. Between `asked` and `done` nobody can say whether it has happened; without an answer for ever. */
export interface Request {
  readonly asked: Moment
  done: Moment
  failed: boolean
}

export function requestAt(asked: Moment): Request {
  return { asked, done: never, failed: false }
}

/** Some of them has certainly happened before `moment`. */
export function hasHappened(requests: readonly Request[], moment: Moment): boolean {
  return requests.some(({ done }) => done < moment)
}

/** Some of them may have happened before `moment`. */
export function mayHaveHappened(requests: readonly Request[], moment: Moment): boolean {
  return requests.some(({ asked, failed }) => asked < moment && !failed)
}
