import { escapeXml, formatNumber, formatTime } from './format.ts'
import { linearScale, logScale, type Scale, timeScale } from './scale.ts'
import { style } from './style.ts'

export interface Plot {
  readonly title: string
  readonly subtitle?: string
  /** All panels show the time from 0 to here. */
  readonly seconds: number
  readonly panels: readonly Panel[]
  /** Below the panels, a row for each. */
  readonly marks: readonly Marks[]
}

export interface Panel {
  /** What is measured, with its unit: `acknowledged, messages/s`. */
  readonly label: string
  /** Powers of ten apart; linear from 0 if left out. */
  readonly logarithmic?: boolean
  readonly lines: readonly Line[]
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

/** Without a value the line is broken. */
export interface Point {
  readonly seconds: number
  readonly value: number | undefined
}

/** Moments, or spans when they last. */
export interface Marks {
  readonly name: string
  readonly at: readonly { readonly seconds: number; readonly lasting?: number }[]
}

const width = 1000
const left = 150
const right = 24
const top = 64
const panelHeight = 170
const panelGap = 46
const rowHeight = 20
const inner = width - left - right

/** Draws it as an SVG document that suits a light page and a dark one. */
export function drawPlot({ title, subtitle = '', seconds, panels, marks }: Plot): string {
  const time = timeScale(seconds, inner, 12)
  const panelTop = (index: number) => top + panelGap / 2 + index * (panelHeight + panelGap)
  const rowsTop = panelTop(panels.length) - panelGap / 2 + 6
  const axisTop = rowsTop + marks.length * rowHeight + 4
  const height = axisTop + 52
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    text({ x: 24, y: 30, class: 'title' }, title),
    text({ x: 24, y: 50, class: 'note' }, subtitle),
    ...panels.map((panel, index) => drawPanel(panel, panelTop(index), time)),
    ...marks.map((row, index) => drawMarks(row, rowsTop + index * rowHeight, { time, index })),
    drawTimeAxis(time, axisTop),
    '</svg>\n',
  ].join('\n')
}

function drawPanel({ label, lines, logarithmic = false }: Panel, y: number, time: Scale): string {
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []))
  const positive = values.filter((value) => value > 0)
  const least = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const scale = logarithmic && most > 0 ? logScale(least, most, panelHeight) : linearScale(most || 1, panelHeight, 4)
  const bottom = y + panelHeight
  const grid = scale.ticks.map((tick) => {
    const at = fixed(bottom - scale.at(tick))
    return `<path class="grid" d="M${left} ${at}H${width - right}"/>${text({ x: left - 8, y: at + 4, class: 'tick end' }, formatNumber(tick))}`
  })
  const drawn = lines.map((line, index) => `<path class="line c${index}" d="${pathOf(line, (point) => bottom - scale.at(point), time)}"/>`)
  return [...grid, ...verticals(time, y, bottom), ...drawn, text({ x: left, y: y - 9, class: 'label' }, label), legend(lines, y - 9)].join(
    '\n',
  )
}

function legend(lines: readonly Line[], y: number): string {
  if (lines.length < 2) return ''
  let x = width - right
  const entries = lines.map(({ name }, index) => ({ name, index })).reverse()
  return entries
    .map(({ name, index }) => {
      const entry = `<path class="line c${index}" d="M${x - 18} ${y - 4}h18"/>${text({ x: x - 24, y, class: 'note end' }, name)}`
      x -= 48 + name.length * 7
      return entry
    })
    .join('')
}

function pathOf({ points }: Line, y: (value: number) => number, time: Scale): string {
  let pen = 'M'
  return points
    .map(({ seconds, value }) => {
      const step = value === undefined ? '' : `${pen}${fixed(left + time.at(seconds))} ${fixed(y(value))}`
      pen = value === undefined ? 'M' : 'L'
      return step
    })
    .join('')
}

function drawMarks({ name, at }: Marks, y: number, { time, index }: { readonly time: Scale; readonly index: number }): string {
  const bars = at.map(({ seconds, lasting = 0 }) => {
    const from = left + time.at(seconds)
    return `M${fixed(from)} ${y + 3}h${fixed(Math.max(1, time.at(lasting)))}v${rowHeight - 7}h${-fixed(Math.max(1, time.at(lasting)))}z`
  })
  return [
    text({ x: left - 8, y: y + 14, class: 'note end' }, `${name} (${at.length})`),
    `<path class="grid" d="M${left} ${y + rowHeight}H${width - right}"/>`,
    `<path class="mark m${index % 2}" d="${bars.join('')}"/>`,
  ].join('\n')
}

function drawTimeAxis(time: Scale, y: number): string {
  const ticks = time.ticks.map((tick) => text({ x: fixed(left + time.at(tick)), y: y + 16, class: 'tick middle' }, formatTime(tick)))
  return [...ticks, text({ x: left + inner / 2, y: y + 38, class: 'note middle' }, 'time, minutes:seconds')].join('\n')
}

function verticals(time: Scale, y: number, bottom: number): string[] {
  return time.ticks.map((tick) => `<path class="grid faint" d="M${fixed(left + time.at(tick))} ${y}V${bottom}"/>`)
}

function text(at: { readonly x: number; readonly y: number; readonly class: string }, words: string): string {
  return `<text x="${at.x}" y="${at.y}" class="${at.class}">${escapeXml(words)}</text>`
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10
}
