export type ConnectionState = 'open' | 'signing-in' | 'signed-in' | 'draining' | 'closed'

/** Which state may follow which. */
export const nextStates: Record<ConnectionState, readonly ConnectionState[]> = {
  /** Nobody signed in yet; ends at the sign-in limit. */
  open: ['signing-in', 'draining', 'closed'],
  /** A credential is being checked. */
  'signing-in': ['signed-in', 'draining', 'closed'],
  /** Ends after two heartbeats of silence. A client may sign in again on the same connection. */
  'signed-in': ['signing-in', 'draining', 'closed'],
  /** Nothing is read any more; what is written goes out, within a limit. */
  draining: ['closed'],
  closed: [],
}
