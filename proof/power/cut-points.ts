import type { Step } from './steps.ts'

const nearStart = 200
const telling = new Set<Step['kind']>(['sync', 'synced', 'written', 'truncate', 'rename', 'remove', 'folder', 'start'])

/** Behind so many steps the power goes; in rising order. Dense where something becomes durable or changes its name, and after starts. */
export function chooseCutPoints(steps: readonly Step[], count: number, random: () => number): number[] {
  const near: number[] = []
  const starts: number[] = []
  steps.forEach((step, i) => {
    if (telling.has(step.kind) || (step.kind === 'write' && step.through)) near.push(i, i + 1)
    if (step.kind === 'start') starts.push(i)
  })
  const any = (list: readonly number[]) => list[Math.floor(random() * list.length)] ?? 0
  const one = () => {
    const kind = random()
    if (kind < 0.7) return any(near)
    if (kind < 0.85) return any(starts) + Math.floor(random() * nearStart)
    return Math.floor(random() * steps.length)
  }
  return Array.from({ length: count }, () => Math.min(steps.length, Math.max(1, one()))).sort((a, b) => a - b)
}
