import { availableParallelism } from 'node:os'
import { decoders } from './decoders/index.ts'
import type { Options, Verdict } from './options.ts'
import { runDecoder } from './run-decoder.ts'
import { count, table } from './table.ts'
import type { Trial } from './trial.ts'

const headings = ['decoder', 'inputs', 'inputs/s', 'taken', 'ways', 'slowest', 'asked for at once']

/** Every decoder, or those that are named, as many at a time as there are cores. */
export async function fuzzDecoders(names: readonly string[], options: Options): Promise<Verdict> {
  const waiting = [...names]
  const trials: Trial[] = []
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { inputs, seed, seconds } = options
      const done = await runDecoder({ name, inputs, seed, seconds })
      trials.push(done)
      options.say(`${done.findings.length === 0 ? '✔' : '✘'} ${name} ${count(done.inputs)} inputs in ${done.seconds.toFixed(1)} s`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const ordered = names.flatMap((name) => trials.filter(({ decoder }) => decoder === name))
  options.say(`\n${table(headings, ordered.map(rowOf))}\n`)
  for (const { decoder, findings } of ordered) {
    for (const { what, input } of findings)
      options.say(`${decoder}: ${what}\n  with ${input.length} bytes: ${Buffer.from(input).toString('hex')}`)
  }
  const failed = ordered.filter(({ findings }) => findings.length > 0).length
  return { passed: ordered.length - failed, failed }
}

function rowOf({ decoder, inputs, seconds, taken, ways, slowestMs, mostAllocated }: Trial): string[] {
  const share = `${((taken / inputs) * 100).toFixed(1)} %`
  return [decoder, count(inputs), count(inputs / seconds), share, count(ways), `${slowestMs.toFixed(1)} ms`, `${count(mostAllocated)} B`]
}

export const decoderNames = Object.keys(decoders)
