/** The server cannot start, or a command cannot run, for a reason the user can do something about: one sentence, no stack trace. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
