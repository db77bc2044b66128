import type { Measurement } from './measure.ts'
import { startRelay, startServer, type Target } from './target.ts'

const sides = { server: startServer, relay: startRelay } as const
export type Side = keyof typeof sides
export const sideNames = ['server', 'relay'] as const satisfies readonly Side[]

export type Results<Result = Measurement> = Record<Side, Result[]>

/** Server and relay take turns, so that what else the machine does hits both; each turn begins with a fresh one. */
export async function takeTurns<Result>(runs: number, act: (target: Target, title: string) => Promise<Result>): Promise<Results<Result>> {
  const results: Results<Result> = { server: [], relay: [] }
  for (let run = 1; run <= runs; run++) {
    for (const side of sideNames) results[side].push(await onFresh(side, (target) => act(target, `${side}, run ${run} of ${runs}`)))
  }
  return results
}

export async function onFresh<Result>(side: Side, act: (target: Target) => Promise<Result>): Promise<Result> {
  const target: Target = await sides[side]()
  try {
    return await act(target)
  } finally {
    target[Symbol.dispose]()
  }
}
