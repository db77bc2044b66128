/** A connection as a client has it. */
export interface Line {
  write(bytes: Uint8Array): void
  /** Reads nothing until `resume`. */
  pause(): void
  resume(): void
  /** Ends it at once; `ended` is not called for it. */
  cut(): void
}

export interface LineListener {
  received(bytes: Uint8Array): void
  /** Once, when the other side or the network ended it, or when it could not be made. */
  ended(): void
}

/** Connects; what is written before the connection stands is kept until then. The listener hears nothing before this returns. */
export type Dial = (listener: LineListener) => Line
