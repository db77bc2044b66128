// @ts-nocheck: it wraps functions of every shape, and Node loads it as it is
// Loaded before the server, in every thread: keeps in SHIM_CUT_LOG how to undo what was written below
// SHIM_CUT_FOLDER, and what of it was synced since. With SHIM_CUT_WITHOUT_SYNC nothing is ever synced.
// SHIM_BOOT_ID stands for the machine's boot id.
import { dirname, resolve } from 'node:path'
import { threadId } from 'node:worker_threads'
import { describe, Instead, plannedWrite, publish, real, tap, tapHandle } from './fs-taps.mjs'

const folder = process.env.SHIM_CUT_FOLDER
const withoutSync = process.env.SHIM_CUT_WITHOUT_SYNC === '1'
const syncFlags = real.constants.O_DSYNC | real.constants.O_SYNC
const log = real.openSync(process.env.SHIM_CUT_LOG, 'a')
let count = 0

const inside = (path) => path === folder || path.startsWith(`${folder}/`)
const nextId = () => `${process.pid}.${threadId}.${++count}`
const pathOf = (path) => resolve(path instanceof URL ? path.pathname : String(path))

function note(line) {
  real.writeSync(log, `${JSON.stringify(line)}\n`)
}

/** Gives what to call when the change is made. */
function change(line, synced = false) {
  const id = nextId()
  note({ id, ...line })
  return () => note({ op: 'done', id, synced })
}

function bytesAt(path, at, length) {
  const fd = real.openSync(path, 'r')
  const bytes = Buffer.alloc(length)
  const found = real.readSync(fd, bytes, 0, length, at)
  real.closeSync(fd)
  return bytes.subarray(0, found).toString('base64')
}

function onWrite(args) {
  const { fd, bytes, at } = plannedWrite(args)
  const { path, flags, ino, size, position } = describe(fd)
  if (!inside(path)) return undefined
  const start = at ?? position
  return change(
    { op: 'write', path, ino, at: start, length: bytes.length, old: bytesAt(path, start, bytes.length), size },
    (flags & syncFlags) !== 0,
  )
}

function onTruncate([fd, length = 0]) {
  const { path, flags, ino, size } = describe(fd)
  if (!inside(path)) return undefined
  const lost = Math.max(0, size - length)
  return change({ op: 'write', path, ino, at: length, length: lost, old: bytesAt(path, length, lost), size }, (flags & syncFlags) !== 0)
}

/** Whatever rewrites a file as a whole, by its path. */
function onReplace([target]) {
  const path = typeof target === 'number' ? describe(target).path : pathOf(target)
  if (!inside(path)) return undefined
  if (!real.existsSync(path)) return change({ op: 'create', path, dir: dirname(path) })
  const { ino, size } = real.statSync(path)
  return change({ op: 'write', path, ino, at: 0, length: size, old: bytesAt(path, 0, size), size })
}

function onOpen(args) {
  const path = pathOf(args[0])
  const flags = args[1] ?? 'r'
  if (!inside(path)) return undefined
  if (withoutSync) args[1] = typeof flags === 'number' ? flags & ~syncFlags : flags.replace('s', '')
  const creates = typeof flags === 'number' ? (flags & real.constants.O_CREAT) !== 0 : /[wa]/.test(flags)
  const truncates = typeof flags === 'number' ? (flags & real.constants.O_TRUNC) !== 0 : flags.includes('w')
  if (creates && !real.existsSync(path)) return change({ op: 'create', path, dir: dirname(path) })
  return truncates && real.existsSync(path) ? onReplace([path]) : undefined
}

function onSync([fd]) {
  const { path, ino } = describe(fd)
  if (!inside(path)) return undefined
  if (withoutSync) return new Instead(undefined)
  const id = nextId()
  note({ op: 'sync-begin', id, ino, dir: path })
  return () => note({ op: 'sync-end', id })
}

/** A second name outside the folder keeps what a rename or a removal would take away. */
function keep(path) {
  const kept = `${process.env.SHIM_CUT_LOG}.${nextId()}`
  if (!real.existsSync(path) || !real.statSync(path).isFile()) return undefined
  real.linkSync(path, kept)
  return kept
}

function onRename([from, to]) {
  const [source, target] = [pathOf(from), pathOf(to)]
  return inside(target) ? change({ op: 'rename', from: source, path: target, dir: dirname(target), kept: keep(target) }) : undefined
}

function onRemove([target]) {
  const path = pathOf(target)
  const kept = inside(path) ? keep(path) : undefined
  return kept === undefined ? undefined : change({ op: 'remove', path, dir: dirname(path), kept })
}

function onMakeFolder([target]) {
  const path = pathOf(target)
  return inside(path) && !real.existsSync(path) ? change({ op: 'create', path, dir: dirname(path) }) : undefined
}

function onRead([path]) {
  const id = process.env.SHIM_BOOT_ID
  return String(path) === '/proc/sys/kernel/random/boot_id' && id !== undefined ? new Instead(`${id}\n`) : undefined
}

const handlers = { write: onWrite, writev: onWrite, ftruncate: onTruncate, fsync: onSync, fdatasync: onSync, open: onOpen }
const byPath = {
  writeFile: onReplace,
  appendFile: onReplace,
  rename: onRename,
  unlink: onRemove,
  rm: onRemove,
  mkdir: onMakeFolder,
  readFile: onRead,
}
for (const [name, handler] of Object.entries({ ...handlers, ...byPath })) tap(name, handler)
const ofHandles = {
  write: onWrite,
  writev: onWrite,
  truncate: onTruncate,
  sync: onSync,
  datasync: onSync,
  writeFile: onReplace,
  appendFile: onReplace,
}
for (const [method, handler] of Object.entries(ofHandles)) tapHandle(method, handler)
publish()
