import type { Health } from '@magpie-im/http'
import type { Position } from '@magpie-im/model'
import type { ServerMetrics } from './metrics/server-metrics.ts'

export interface Standing {
  /** Whether clients can connect. */
  readonly listening: { readonly now: boolean }
  readonly journal: { readonly accepting: boolean; readonly durable: Position }
  readonly readModel: { watermark(): Position }
}

/** What the read model may be behind; it is in a moment no longer. */
const usualLagBytes = 8 * 1_048_576

/** Whether clients should be sent here now. That the process answers at all says that it lives. */
export function readiness({ listening, journal, readModel }: Standing): ReturnType<Health['readiness']> {
  const reasons: string[] = []
  if (!listening.now) reasons.push('it does not listen yet, or no longer')
  if (!journal.accepting) reasons.push('the journal cannot be written')
  if (journal.durable - readModel.watermark() > usualLagBytes) reasons.push('the read model is behind')
  return { ready: reasons.length === 0, reasons }
}

export function healthOf({ metrics, ...standing }: Standing & { readonly metrics: ServerMetrics }): Health {
  const { listening } = standing
  return {
    get listening() {
      return listening.now
    },
    readiness: () => readiness(standing),
    metrics: () => metrics.text(),
    metricsType: metrics.contentType,
  }
}
