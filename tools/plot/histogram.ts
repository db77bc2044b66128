import { escapeXml, formatNumber } from './format.ts'
import { linearScale, logScale, type Scale } from './scale.ts'
import { style } from './style.ts'

export interface HistogramPanel {
  readonly label: string
  readonly lines: readonly HistogramLine[]
}

export interface HistogramLine {
  readonly name: string
  /** How many were below each value, but not below the one before. */
  readonly buckets: readonly (readonly [value: number, count: number])[]
}

const width = 1000
const left = 80
const right = 24
const top = 64
const panelHeight = 120
const panelGap = 46
const inner = width - left - right
/** Of a doubling: whatever the steps of the buckets, those of the picture are even on its logarithmic axis. */
const stepsOfDoubling = 6

/** Draws how large a share of all had which value, as an SVG document; all panels have the axis of the last. */
export function drawHistograms(title: string, unit: string, panels: readonly HistogramPanel[]): string {
  const shares = panels.map(({ label, lines }) => ({
    label,
    lines: lines.map(({ name, buckets }) => ({ name, points: sharesOf(buckets) })),
  }))
  const values = shares.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([value]) => value)))
  const scale = logScale(
    values.reduce((a, b) => Math.min(a, b), 1),
    values.reduce((a, b) => Math.max(a, b), 1),
    inner,
  )
  const axis = top + panels.length * (panelHeight + panelGap)
  const height = axis + 40
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    text({ x: 24, y: 30, class: 'title' }, title),
    ...shares.map((panel, index) => drawPanel(panel, top + panelGap / 2 + index * (panelHeight + panelGap), scale)),
    ...scale.ticks.map((tick) => text({ x: fixed(left + scale.at(tick)), y: axis, class: 'tick middle' }, formatNumber(tick))),
    text({ x: left + inner / 2, y: axis + 24, class: 'note middle' }, unit),
    '</svg>\n',
  ].join('\n')
}

interface Shares {
  readonly label: string
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[]
}

/** Percent of all by even steps, from the first to the last that has any. */
function sharesOf(buckets: HistogramLine['buckets']): (readonly [number, number])[] {
  const all = buckets.reduce((sum, [, count]) => sum + count, 0)
  const steps = new Map<number, number>()
  for (const [value, count] of buckets) {
    const step = Math.ceil(Math.log2(value) * stepsOfDoubling)
    steps.set(step, (steps.get(step) ?? 0) + (count / all) * 100)
  }
  const [first, last] = [Math.min(...steps.keys()), Math.max(...steps.keys())]
  if (steps.size === 0) return []
  return Array.from({ length: last - first + 3 }, (_, index) => {
    const step = first - 1 + index
    return [2 ** (step / stepsOfDoubling), steps.get(step) ?? 0] as const
  })
}

function drawPanel({ label, lines }: Shares, y: number, across: Scale): string {
  const most = lines.flatMap(({ points }) => points.map(([, share]) => share)).reduce((a, b) => Math.max(a, b), 0)
  const up = linearScale(most || 1, panelHeight, 2)
  const bottom = y + panelHeight
  const rows = up.ticks.map((tick) => {
    const at = fixed(bottom - up.at(tick))
    return `<path class="grid" d="M${left} ${at}H${width - right}"/>${text({ x: left - 8, y: at + 4, class: 'tick end' }, `${formatNumber(tick)} %`)}`
  })
  const columns = across.ticks.map((tick) => `<path class="grid faint" d="M${fixed(left + across.at(tick))} ${y}V${bottom}"/>`)
  const drawn = lines.map(({ name, points }, index) => {
    const path = points.map(
      ([value, share], step) => `${step === 0 ? 'M' : 'L'}${fixed(left + across.at(value))} ${fixed(bottom - up.at(share))}`,
    )
    const x = width - right - (lines.length - 1 - index) * 110
    const key = `<path class="line c${index}" d="M${x - 18} ${y - 13}h18"/>${text({ x: x - 24, y: y - 9, class: 'note end' }, name)}`
    return `<path class="line c${index}" d="${path.join('')}"/>${key}`
  })
  return [...rows, ...columns, ...drawn, text({ x: left, y: y - 9, class: 'label' }, label)].join('\n')
}

function text(at: { readonly x: number; readonly y: number; readonly class: string }, words: string): string {
  return `<text x="${at.x}" y="${at.y}" class="${at.class}">${escapeXml(words)}</text>`
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10
}
