import type { Position } from '@magpie-im/model'

interface Standing {
  /** Whether clients can connect. */
  readonly listening: boolean
  readonly journal: { readonly accepting: boolean; readonly durable: Position }
  /** Position that the read model has reached. */
  readonly watermark: Position
}

export interface Readiness {
  readonly ready: boolean
  /** Why not; empty when it is. */
  readonly reasons: readonly string[]
}

/** What the read model may be behind; it is in a moment no longer. */
const usualLagBytes = 8 * 1_048_576

/** Whether clients should be sent here now. That the process answers at all says that it lives. */
export function readiness({ listening, journal, watermark }: Standing): Readiness {
  const reasons: string[] = []
  if (!listening) reasons.push('it does not listen yet, or no longer')
  if (!journal.accepting) reasons.push('the journal cannot be written')
  if (journal.durable - watermark > usualLagBytes) reasons.push('the read model is behind')
  return { ready: reasons.length === 0, reasons }
}
