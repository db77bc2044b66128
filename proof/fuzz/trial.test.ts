import { expect, it } from 'vitest'
import { answered, claim, type Decoder } from './decoder.ts'
import { decoders } from './decoders/index.ts'
import { trial } from './trial.ts'

const inputs = 2_000

it.each(Object.entries(decoders))('%s makes a value or an error it declares of everything', async (_, load) => {
  const decoder = await load()
  const { findings, taken, ways } = await trial(decoder, { inputs: inputs * (decoder.share ?? 1), seed: 7 })
  expect(findings).toEqual([])
  expect(taken).toBeGreaterThan(0)
  expect(ways).toBeGreaterThan(1)
})

const text = Buffer.from('{"a":[1,2,3]}')
const refusal = (error: unknown) => (error instanceof SyntaxError ? 'no JSON' : undefined)
const decoding = (decode: (input: Buffer) => string): Decoder => ({
  name: 'planted',
  seeds: [text],
  decode: (input) => answered(() => decode(input), refusal),
})

let busy = 0

const planted: readonly (readonly [string, Decoder, RegExp])[] = [
  ['an error that is not declared', decoding((input) => `${JSON.parse(input.toString()).a.length}`), /^TypeError: /],
  [
    'memory for a length that was only claimed',
    decoding((input) => `${Buffer.allocUnsafeSlow(input.length > 3 ? input.readUInt32BE() % 10_000_000 : 0).length > 0}`),
    /it asked for \d+ bytes/,
  ],
  [
    'an input that keeps it busy',
    decoding((input) => {
      // Often enough for the first that it happens to.
      if (!input.includes(']]') || busy++ >= 4) return ''
      const began = process.threadCpuUsage()
      while (process.threadCpuUsage(began).user < 60_000);
      return ''
    }),
    /it took more than 50 ms/,
  ],
  [
    'a promise that does not hold',
    decoding((input) => {
      claim(JSON.stringify(JSON.parse(input.toString())) === input.toString(), 'it does not come back')
      return ''
    }),
    /it does not come back/,
  ],
  ['a valid input that is refused', decoding(() => JSON.parse('{')), /a valid input was refused/],
]

it.each(planted)('%s is found', async (_, decoder, what) => {
  const { findings } = await trial(decoder, { inputs: 500, seed: 1 })
  expect(findings.map((finding) => finding.what)).toContainEqual(expect.stringMatching(what))
})

it('a finding is as short as it can be', async () => {
  const { findings } = await trial(
    decoding((input) => `${JSON.parse(input.toString()).a.length}`),
    { inputs, seed: 1 },
  )
  expect(Math.min(...findings.map(({ input }) => input.length))).toBeLessThan(6)
})

it('the same seed gives the same inputs', async () => {
  const seen = async (seed: number) => {
    const heard: string[] = []
    await trial(
      decoding(() => ''),
      { inputs: 100, seed, begin: (input) => heard.push(input.toString('hex')) },
    )
    return heard
  }
  expect(await seen(3)).toEqual(await seen(3))
  expect(await seen(3)).not.toEqual(await seen(4))
})

it('what a decoder went new ways with is changed further', async () => {
  const key = [0x7f, 0x0a, 0x80, 0x22, 0xff]
  const lock = decoding((input) => {
    const fitting = key.findIndex((byte, at) => input[at] !== byte)
    claim(fitting >= 0, 'it opens')
    return `${fitting}`
  })
  const { findings } = await trial({ ...lock, seeds: [Buffer.from('.....')] }, { inputs: 100_000, seed: 1 })
  expect(findings.map(({ input }) => [...input])).toEqual([key])
})
