import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { buildGenerator } from './build-generator.ts'
import type { Histogram } from './histogram.ts'
import { formatPlan, type Plan } from './plan.ts'

/** What was true of a flow. */
export interface FlowResult {
  /** Within the measured seconds. */
  readonly acked: number
  readonly delivered: number
  /** From their begin on, those that were on their way at the end included. */
  readonly ackedInAll: number
  readonly deliveredInAll: number
  /** Of everything that was sent. */
  readonly unacked: number
  readonly refused: number
  readonly disordered: number
  readonly missing: number
  /** Deliveries that receivers who were behind need not have got. */
  readonly spared: number
  /** From the write, or from when it was due, to the ack. */
  readonly acks: Histogram
  /** From when it was due to each delivery; empty without a rate. */
  readonly deliveries: Histogram
}

/** The generator's own clock and processor time, and counts so far. */
export interface Moment {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly acked: number
  readonly delivered: number
}

export type MomentName = 'ready' | 'begin' | 'progress' | 'end'

type Line = { readonly [name in MomentName]?: Moment } & { readonly result?: readonly FlowResult[]; readonly failure?: string }

/** Plays a plan in a process of its own, and tells of its moments as they come. */
export async function generate(plan: Plan, tell: (name: MomentName, moment: Moment) => void): Promise<readonly FlowResult[]> {
  const child = spawn(buildGenerator(), { stdio: ['pipe', 'pipe', 'inherit'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    await once(child, 'spawn')
    child.stdin.on('error', () => undefined).end(formatPlan(plan))
    for await (const text of createInterface(child.stdout)) {
      const { result, failure, ...moments } = JSON.parse(text) as Line // as: it prints nothing else
      if (failure !== undefined) throw new Error(failure)
      if (result !== undefined) return result
      for (const [name, moment] of Object.entries(moments)) tell(name as MomentName, moment) // as: what is left of a line
    }
    throw new Error('the load generator ended early')
  } finally {
    process.off('exit', kill)
    kill()
  }
}

/** Messages that were refused, lost or out of order. */
export function wrongIn({ unacked, refused, disordered, missing }: FlowResult): number {
  return unacked + refused + disordered + missing
}
