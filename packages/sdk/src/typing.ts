/** Who else is writing in a conversation just now. */
export interface Typing {
  /** In the order in which they began. Another array after every change. */
  readonly users: readonly string[]
  /** Tells that `users` is another. Returns what ends it. */
  subscribe(listener: () => void): () => void
  /** Says whether one is writing oneself: call it at every key, the others are told now and then. Sending ends it. */
  set(isOn: boolean): void
}
