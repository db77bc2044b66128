import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'

interface Write {
  readonly op: 'write'
  readonly ino: number
  readonly path: string
  readonly at: number
  readonly length: number
  readonly old: string
  readonly size: number
}

interface Naming {
  readonly op: 'create' | 'rename' | 'remove'
  readonly path: string
  readonly dir: string
  readonly from?: string
  readonly kept?: string
}

type Change = (Write | Naming) & { readonly id: string }
type Line =
  | Change
  | { readonly op: 'done'; readonly id: string; readonly synced: boolean }
  | { readonly op: 'sync-begin'; readonly id: string; readonly ino: number; readonly dir: string }
  | { readonly op: 'sync-end'; readonly id: string }

interface Entry {
  readonly change: Change
  done: boolean
  synced: boolean
}

/** Takes back everything the log of the shim does not know to be synced, newest first; gives how many changes that were. */
export function cutPower(log: string, { tear = false } = {}): number {
  const entries = replay(linesOf(log))
  const undone = entries.filter(({ synced }) => !synced).reverse()
  for (const { change } of undone) {
    if (change.op === 'write') undoWrite(change, laterSynced(entries, change), tear)
    else undoNaming(change)
  }
  rmSync(log, { force: true })
  return undone.length
}

/** A line that was being written at the kill belongs to a change that was not made. */
function linesOf(log: string): Line[] {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []
  return lines.slice(0, -1).map((line) => JSON.parse(line))
}

function replay(lines: readonly Line[]): Entry[] {
  const entries = new Map<string, Entry>()
  const covered = new Map<string, Entry[]>()
  for (const line of lines) {
    if (line.op === 'done') markDone(entries.get(line.id), line.synced)
    else if (line.op === 'sync-begin')
      covered.set(
        line.id,
        [...entries.values()].filter((entry) => entry.done && concerns(line, entry.change)),
      )
    else if (line.op === 'sync-end') for (const entry of covered.get(line.id) ?? []) entry.synced = true
    else entries.set(line.id, { change: line, done: false, synced: false })
  }
  return [...entries.values()]
}

function markDone(entry: Entry | undefined, synced: boolean): void {
  if (entry === undefined) return
  entry.done = true
  entry.synced = synced
}

function concerns(sync: { readonly ino: number; readonly dir: string }, change: Change): boolean {
  return change.op === 'write' ? change.ino === sync.ino : change.dir === sync.dir
}

function laterSynced(entries: readonly Entry[], change: Write & { readonly id: string }): Write[] {
  const own = entries.findIndex((entry) => entry.change.id === change.id)
  return entries
    .slice(own + 1)
    .filter(({ synced }) => synced)
    .map((entry) => entry.change)
    .filter((later): later is Write & { id: string } => later.op === 'write' && later.ino === change.ino)
}

/** Puts the old bytes back but where something synced has been written since; a torn write keeps its first half, in sectors. */
function undoWrite(write: Write, later: readonly Write[], tear: boolean): void {
  if (!existsSync(write.path) || statSync(write.path).ino !== write.ino) return
  const fd = openSync(write.path, 'r+')
  const now = Buffer.alloc(write.length)
  readSync(fd, now, 0, write.length, write.at)
  const before = Buffer.alloc(write.length)
  Buffer.from(write.old, 'base64').copy(before)
  for (const { at, length } of later) {
    const [start, end] = [Math.max(at, write.at) - write.at, Math.min(at + length, write.at + write.length) - write.at]
    if (start < end) now.copy(before, start, start, end)
  }
  const kept = tear ? Math.floor(write.length / 1024) * 512 : 0
  now.copy(before, 0, 0, kept)
  writeSync(fd, before, 0, before.length, write.at)
  const size = Math.max(write.size, kept === 0 ? 0 : write.at + kept, ...later.map(({ at, length }) => at + length))
  if (size < statSync(write.path).size) ftruncateSync(fd, size)
  closeSync(fd)
}

function undoNaming({ op, path, from, kept }: Naming): void {
  if (op === 'rename' && from !== undefined && existsSync(path)) renameSync(path, from)
  if (op === 'create') rmSync(path, { recursive: true, force: true })
  if (kept !== undefined) copyFileSync(kept, path)
}
