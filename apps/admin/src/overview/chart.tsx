import 'uplot/dist/uPlot.min.css'
import { useColourScheme } from '@magpie-im/ui'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'

export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

interface ChartProps {
  readonly title: string
  readonly unit: string
  /** Milliseconds since 1970. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
}

const height = 180
/** In the order of the lines; each is told apart in both themes. */
const strokes = ['--line-1', '--line-2', '--line-3', '--line-4']
const windowSeconds = 600
/** So that the first lines are no dots. */
const leastSeconds = 60

/** Lines over the last ten minutes. Its newest values are in its name, for those who do not see it. */
export function Chart({ title, unit, times, lines }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(null)
  const [scheme] = useColourScheme()
  const names = lines.map(({ name }) => name).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: other colours make another chart.
  useEffect(() => {
    const parent = place.current
    if (parent === null) return
    const made = new UPlot(optionsOf(parent, names.split('\n')), [[]], parent)
    plot.current = made
    const watch = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }))
    watch.observe(parent)
    return () => {
      watch.disconnect()
      made.destroy()
    }
  }, [names, scheme])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other colours make another chart, which has no values yet.
  useEffect(() => {
    plot.current?.setData([times.map((time) => time / 1000), ...lines.map(({ values }) => [...values])])
  }, [times, lines, names, scheme])
  const newest = lines.map(({ name, values }) => `${name} ${format(values.at(-1))} ${unit}`)
  return (
    <section className="card chart">
      <h2>
        {title} <small>{unit}</small>
      </h2>
      <ul>
        {lines.map(({ name, values }, index) => (
          <li key={name} className={`line-${index + 1}`}>
            {name} <b>{format(values.at(-1))}</b>
          </li>
        ))}
      </ul>
      <div ref={place} role="img" aria-label={`${title}: ${newest.join(', ')}`} />
    </section>
  )
}

function optionsOf(parent: HTMLElement, names: readonly string[]): UPlot.Options {
  const colour = (name: string) => colourOf(parent, name)
  const axis = {
    stroke: colour('--ink-soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  }
  return {
    width: Math.max(parent.clientWidth, 100),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_, min, max) => [Math.max(max - windowSeconds, Math.min(min, max - leastSeconds)), max] },
      y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
    },
    axes: [
      { ...axis, size: 28, space: 80, values: (_, ticks) => ticks.map((tick) => timeOf(tick, ticks)) },
      { ...axis, size: 56, space: 40, values: (_, ticks) => ticks.map((tick) => format(tick)) },
    ],
    series: [
      {},
      ...names.map((name, index) => ({ label: name, stroke: colour(strokes[index] ?? '--ink'), width: 2, points: { show: false } })),
    ],
  }
}

/** As it is in the theme that is shown, which a property alone does not say. */
function colourOf(parent: HTMLElement, name: string): string {
  parent.style.color = `var(${name})`
  const { color } = getComputedStyle(parent)
  parent.style.color = ''
  return color
}

/** With seconds where minutes are the same. */
function timeOf(tick: number, [first = 0, second = 0]: readonly number[]): string {
  return new Date(tick * 1000).toTimeString().slice(0, second - first < 60 ? 8 : 5)
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export function format(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : short.format(value)
}
