import { expect, it } from 'vitest'
import type { SoakResult } from './run.ts'
import type { Sample } from './sample.ts'
import { judge } from './verdict.ts'

const mebibyte = 2 ** 20
const few = { rss: 200 * mebibyte, threads: 13, sockets: 6, files: 40 }

/** Ten minutes, 100 messages a second. */
function runOf(change: (sample: Sample) => Partial<Sample> = () => ({}), more: Partial<SoakResult> = {}): SoakResult {
  const samples = Array.from({ length: 120 }, (_, index): Sample => {
    const sample: Sample = {
      ...{ ...few, seconds: index * 5, messages: index * 500, heapBefore: 60 * mebibyte, heapUsed: 40 * mebibyte },
      ...{ external: 12 * mebibyte, arrayBuffers: mebibyte, loopDelayMs: 11, readModelLag: 0 },
      ...{ journalWritten: index * 500 * 250, journalFiles: 4 * mebibyte, database: index * 500 * 600 },
    }
    return { ...sample, ...change(sample) }
  })
  const counts = { signIns: 60, requestsByHttp: 100, compactions: 3, complaints: [], exitCode: 0 }
  return { seconds: 600, series: [], samples, before: few, after: few, ...counts, ...more }
}

const failed = (result: SoakResult) =>
  judge(result)
    .filter(({ holds }) => holds !== true)
    .map(({ what }) => what)

it('a server that keeps what it stores and no more is good', () => {
  expect(failed(runOf())).toEqual([])
})

it('each thing that leaks is named', () => {
  expect(failed(runOf(({ messages, heapUsed }) => ({ heapUsed: heapUsed + messages * 150 })))).toEqual(['heap after collection'])
  expect(failed(runOf(({ messages, external }) => ({ external: external + messages * 150 })))).toEqual(['memory outside the heap'])
  expect(failed(runOf(({ messages, rss }) => ({ rss: rss + messages * 3000 })))).toEqual(['RSS'])
  expect(failed(runOf(undefined, { after: { ...few, sockets: 7 } }))).toEqual(['sockets are closed'])
  expect(failed(runOf(undefined, { after: { ...few, files: 400 } }))).toEqual(['files are closed'])
  expect(failed(runOf(undefined, { after: { ...few, threads: 40 } }))).toEqual(['threads end'])
})

it('what takes too much room on the disk for what is stored is named', () => {
  expect(failed(runOf(({ messages }) => ({ journalWritten: messages * 3000 })))).toEqual(['journal per message'])
  expect(failed(runOf(({ messages }) => ({ database: messages * 3000 })))).toEqual(['database per message'])
})

it('wrong answers, a read model that falls behind and a bad end fail', () => {
  const bad = { complaints: ['an answer to nothing'], exitCode: null }
  expect(failed(runOf(() => ({ readModelLag: 100 * mebibyte }), bad))).toEqual([
    'read model keeps up',
    'nothing wrong was answered',
    'stops in peace',
  ])
})

it('a short run says that it did not judge', () => {
  const short = { ...runOf(), seconds: 60 }
  expect(judge(short).find(({ what }) => what === 'RSS')).toMatchObject({ holds: undefined })
})
