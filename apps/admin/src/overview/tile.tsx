import { format } from './chart.tsx'

interface TileProps {
  readonly name: string
  readonly unit?: string
  readonly values: readonly (number | null)[]
}

const [width, height] = [120, 32] as const

/** How much it is now, and how it went. */
export function Tile({ name, unit = '', values }: TileProps) {
  return (
    <li className="card tile">
      <span>{name}</span>
      <b>
        {format(values.at(-1))} <small>{unit}</small>
      </b>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={pointsOf(values)} />
      </svg>
    </li>
  )
}

function pointsOf(values: readonly (number | null)[]): string {
  const shown = values.slice(-120).map((value) => value ?? 0)
  const highest = Math.max(...shown, 1)
  const step = width / Math.max(shown.length - 1, 1)
  return shown.map((value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / highest) * (height - 4)).toFixed(1)}`).join(' ')
}
