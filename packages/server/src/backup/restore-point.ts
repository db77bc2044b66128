import { join } from 'node:path'
import { endBefore, NodeDisk } from '@magpie-im/journal'
import { StartError } from '../start-error.ts'
import type { BackupSegment, Manifest } from './manifest.ts'

/** Up to where a backup is restored: all of it, what lies before a position, or what happened up to a time (milliseconds since 1970). */
export type RestorePoint = { readonly position: number } | { readonly time: number } | undefined

/** The position that is meant; the end of a batch. Throws `StartError` when the backup has no such point. */
export function positionOf(folder: string, manifest: Manifest, point: RestorePoint): number {
  if (point === undefined) return manifest.position
  return 'position' in point ? atPosition(folder, manifest, point.position) : atTime(folder, manifest, point.time)
}

function atPosition(folder: string, { segments, position: end }: Manifest, position: number): number {
  if (position === end) return end
  if (position > end) throw new StartError(`the backup ends at position ${end}`)
  const segment = segments.findLast(({ base }) => base < position)
  const found = segment && endIn(folder, segment, (batch) => batch.end > position)
  if (found === position) return position
  const nearest = found ?? segment?.base ?? 0
  throw new StartError(`nothing that became durable together ends at position ${position}; the nearest end before it is ${nearest}`)
}

/** Stamps rise over the whole journal. */
function atTime(folder: string, { segments, position }: Manifest, time: number): number {
  const latest = time * 1000 + 999
  const segment = segments.find(({ newest }) => newest > latest)
  if (segment === undefined) return position
  const found = endIn(folder, segment, ({ newest }) => newest > latest) ?? segment.base
  if (found === 0) throw new StartError('the journal of the backup begins after this time')
  return found
}

function endIn(folder: string, { file, base }: BackupSegment, isBeyond: Parameters<typeof endBefore>[2]): number | undefined {
  return endBefore(new NodeDisk(), { path: join(folder, file), base }, isBeyond)
}
