/** The server that is attacked. */
export interface Victim {
  readonly port: number
  readonly httpPort: number
  token(user: string): string
}

/** What an attack did, in numbers. */
export type Deeds = Readonly<Record<string, number>>

export interface Scene {
  readonly name: string
  /** Of how many, how often. */
  readonly about: string
  /** In the server's own figures, reasons of refusals and of ends of connections. At least one of them must have been given; none: nothing is to be held back. */
  readonly heldBackBy: readonly string[]
  /** Everything up to the first blow. */
  prepare(victim: Victim): Promise<(until: AbortSignal) => Promise<Deeds>>
}
