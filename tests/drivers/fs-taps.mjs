// @ts-nocheck: it wraps functions of every shape, and Node loads it as it is
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** The functions as they were, for taps that touch files themselves. */
export const real = { ...fs }

function patch(owner, name, make) {
  const original = owner[name]
  if (typeof original === 'function') owner[name] = make(original)
}

/** Runs `before(args)` ahead of every form of the function `name`. It may throw. */
export function tap(name, before) {
  patch(fs, `${name}Sync`, (original) => (...args) => {
    before(args)
    return original(...args)
  })
  patch(fs, name, (original) => (...args) => {
    try {
      before(args.slice(0, -1))
    } catch (error) {
      return process.nextTick(args.at(-1), error)
    }
    original(...args)
  })
  patch(fs.promises, name, (original) => later(original, before, (_, args) => args))
}

const { prototype } = await fs.promises.open(process.execPath).then(async (handle) => {
  await handle.close()
  return { prototype: Object.getPrototypeOf(handle) }
})

/** The same for the method of file handles that does what `name` does to a descriptor. */
export function tapHandle(method, before) {
  patch(prototype, method, (original) => later(original, before, (self, args) => [self.fd, ...args]))
}

function later(original, before, argsOf) {
  return async function tapped(...given) {
    before(argsOf(this, given))
    return await original.apply(this, given)
  }
}

export const publish = syncBuiltinESMExports

/** Where an open descriptor points, by which flags it was opened, and where it stands. */
export function describe(fd) {
  const info = real.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)[1], 8)
  const { ino, size } = real.fstatSync(fd)
  const position = flags & real.constants.O_APPEND ? size : Number(/^pos:\s*(\d+)/m.exec(info)[1])
  return { path: real.readlinkSync(`/proc/self/fd/${fd}`), flags, ino, size, position }
}

/** Where a call of `write` or `writev` writes, and what; a position of null is where the descriptor stands. */
export function plannedWrite([fd, data, a, b, c]) {
  if (Array.isArray(data)) return { fd, bytes: Buffer.concat(data), at: a ?? null }
  if (typeof data === 'string') return { fd, bytes: Buffer.from(data, b), at: a ?? null }
  const {
    offset = 0,
    length,
    position = null,
  } = typeof a === 'object' && a !== null ? a : { offset: a ?? 0, length: b, position: c ?? null }
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return { fd, bytes: bytes.subarray(offset, offset + (length ?? bytes.length - offset)), at: position === null ? null : Number(position) }
}
