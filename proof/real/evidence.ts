import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RoundResult } from './round.ts'

const chunkLines = 5000

/** Writes what a failed round needs to be judged again: its history as `proof/check.ts` reads it, and what was found. */
export function keepEvidence(folder: string, round: number, { history, findings, troubles }: RoundResult): void {
  writeLines(join(folder, `round-${round}.history.jsonl`), history)
  writeLines(join(folder, `round-${round}.findings.jsonl`), [...findings, ...troubles])
}

function writeLines(path: string, items: readonly unknown[]): void {
  const file = openSync(path, 'w')
  for (let at = 0; at < items.length; at += chunkLines) {
    writeSync(
      file,
      items
        .slice(at, at + chunkLines)
        .map((item) => `${JSON.stringify(item)}\n`)
        .join(''),
    )
  }
  closeSync(file)
}
