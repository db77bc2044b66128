import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file as V8 writes it. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  /** Microseconds of the clock that all processes of a machine share. */
  readonly startTime: number
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

export interface Frame {
  readonly name: string
  /** From `packages/` or `node_modules/` on, with the line; empty for what is no file. */
  readonly file: string
}

/** Where a thread was for so long; the outermost frame first. */
export interface Stack {
  readonly frames: readonly Frame[]
  readonly microseconds: number
}

export function readProfiles(folder: string): CpuProfile[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile) // as: V8 wrote it
}

/** Whatever a thread ran, from when it began: files as `Frame` has them. */
export function filesOf({ nodes }: CpuProfile): string[] {
  return nodes.map(({ callFrame }) => frameOf(callFrame).file)
}

/** What a thread did between two moments, in seconds of the machine's clock; waiting is left out. */
export function stacksBetween({ nodes, startTime, samples, timeDeltas }: CpuProfile, from: number, to: number): Stack[] {
  const spent = new Map<number, number>()
  let at = startTime
  samples.forEach((id, index) => {
    const delta = timeDeltas[index] ?? 0
    at += delta
    if (at >= from * 1e6 && at < to * 1e6) spent.set(id, (spent.get(id) ?? 0) + delta)
  })
  const framesOf = framesByNode(nodes)
  return [...spent]
    .map(([id, microseconds]) => ({ frames: framesOf.get(id) ?? [], microseconds }))
    .filter(({ frames }) => frames.at(-1)?.name !== '(idle)')
}

/** V8 lists a node before its children. */
function framesByNode(nodes: readonly ProfileNode[]): Map<number, readonly Frame[]> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const found = new Map<number, readonly Frame[]>()
  for (const { id, callFrame } of nodes) {
    const above = found.get(parents.get(id) ?? 0) ?? []
    found.set(id, callFrame.functionName === '(root)' ? [] : [...above, frameOf(callFrame)])
  }
  return found
}

function frameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): Frame {
  const file = url.replace(/^.*\/(?=(?:packages|node_modules)\/)/u, '')
  return { name: functionName || '(anonymous)', file: file === '' ? '' : `${file}:${lineNumber + 1}` }
}

export function totalOf(stacks: readonly Stack[]): number {
  return stacks.reduce((sum, { microseconds }) => sum + microseconds, 0)
}

/** Microseconds by the frame in which they were spent, most first. */
export function selfTimes(stacks: readonly Stack[]): (readonly [string, number])[] {
  const times = new Map<string, number>()
  for (const { frames, microseconds } of stacks) {
    const frame = frames.at(-1)
    const key = frame === undefined ? '(root)' : `${frame.name} ${frame.file}`.trim()
    times.set(key, (times.get(key) ?? 0) + microseconds)
  }
  return [...times].sort(([, a], [, b]) => b - a)
}
