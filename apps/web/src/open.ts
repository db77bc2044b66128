/** What is open, and where in it. */
export interface Open {
  readonly conversation: string
  /** Where a found message is; undefined: at the newest. */
  readonly seq?: number
}
