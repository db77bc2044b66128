import { expect, it } from 'vitest'
import { drawFlames } from './flame.ts'
import { formatNumber, formatTime } from './format.ts'
import { drawHistograms } from './histogram.ts'
import { drawPlot } from './plot.ts'
import { linearScale, logScale, timeScale } from './scale.ts'

it('numbers and times are short', () => {
  expect([0, 7, 0.25, 999, 1500, 20_000, 3_400_000].map(formatNumber)).toEqual(['0', '7', '0.25', '999', '1.5k', '20k', '3.4M'])
  expect([0, 75, 600, 3675].map(formatTime)).toEqual(['0:00', '1:15', '10:00', '1:01:15'])
})

it('a linear scale goes from 0 to a round number', () => {
  expect(linearScale(870, 100, 4).ticks).toEqual([0, 500, 1000])
  expect(linearScale(0.3, 100, 4).ticks).toEqual([0, 0.1, 0.2, 0.3])
  expect(linearScale(1000, 100, 4).at(250)).toBe(25)
})

it('a logarithmic scale goes by powers of ten', () => {
  const scale = logScale(0.4, 250, 400)
  expect(scale.ticks).toEqual([0.1, 1, 10, 100, 1000])
  expect([0, 0.1, 1, 1000].map(scale.at)).toEqual([0, 0, 100, 400])
})

it('a time scale ends where the time ends', () => {
  const scale = timeScale(130, 260, 12)
  expect(scale.ticks).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120])
  expect(scale.at(130)).toBe(260)
})

it('a plot has its title, units, legend, marks with their counts, and lines broken where nothing was measured', () => {
  const points = [3, 5, undefined, 4].map((value, seconds) => ({ seconds, value }))
  const svg = drawPlot({
    title: 'rates <of one> run',
    seconds: 4,
    panels: [
      { label: 'acknowledged, messages/s', lines: [{ name: 'acks', points }] },
      { label: 'latency, ms', logarithmic: true, lines: ['p50', 'p99'].map((name) => ({ name, points })) },
    ],
    marks: [{ name: 'kills', at: [{ seconds: 1 }, { seconds: 2, lasting: 1 }] }],
  })
  for (const shown of ['rates &#60;of one&#62; run', 'messages/s', '>p99<', '>kills (2)<', 'time, minutes:seconds', '>0:02<']) {
    expect(svg).toContain(shown)
  }
  expect(svg.match(/class="line c0" d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+"/gu)).toHaveLength(2)
  expect(svg).not.toMatch(/NaN|undefined|Infinity/u)
})

it('a plot of nothing is one', () => {
  const lines = [{ name: 'acks', points: [] }]
  const svg = drawPlot({ title: 'empty', seconds: 0, panels: [{ label: 'ms', logarithmic: true, lines }], marks: [] })
  expect(svg).not.toMatch(/NaN|undefined|Infinity/u)
})

it('a flame graph has a box for each frame, as wide as its share, and says which it is', () => {
  const frames = (...names: string[]) => names.map((name) => ({ name, file: `packages/model/${name}.js:1` }))
  const svg = drawFlames('of <all>', [
    { frames: frames('a', 'b'), weight: 3 },
    { frames: frames('a', 'c'), weight: 1 },
    { frames: frames('a', 'tiny'), weight: 0.0001 },
  ])

  expect(svg).toContain('of &#60;all&#62;')
  expect(svg).toMatch(/<title>b packages\/model\/b.js:1: 75.00 %<\/title><rect class="f\d" x="0" y="94" width="1200"/u)
  expect(svg).toMatch(/<title>c [^<]*: 25.00 %<\/title><rect class="f\d" x="1200"/u)
  expect(svg).not.toContain('tiny')
  expect(drawFlames('empty', [])).not.toMatch(/NaN|undefined|Infinity/u)
})

it('a picture of histograms has a panel for each, with shares of all that do not depend on the steps of the buckets', () => {
  const buckets = [
    [1, 30],
    [1.001, 30],
    [100, 40],
  ] as const
  const lines = [
    { name: 'server', buckets },
    { name: 'relay', buckets: [] },
  ]
  const svg = drawHistograms('waits', 'milliseconds', [{ label: '<50x1>', lines }])

  for (const shown of ['&#60;50x1&#62;', '>server<', '>milliseconds<', '>100<', '>40 %<']) expect(svg).toContain(shown)
  expect(svg).not.toMatch(/NaN|undefined|Infinity/u)
  expect(drawHistograms('empty', 'ms', [])).not.toMatch(/NaN|undefined|Infinity/u)
})
