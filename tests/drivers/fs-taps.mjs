// @ts-nocheck: it wraps functions of every shape, and Node loads it as it is
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** The functions as they were, for taps that touch files themselves. */
export const real = { ...fs }

/** What a tap returns to answer a call in the place of the function. */
export class Instead {
  constructor(result) {
    this.result = result
  }
}

function patch(owner, name, make) {
  const original = owner[name]
  if (typeof original === 'function') owner[name] = make(original)
}

/**
 * Runs `before(args)` ahead of every form of the function `name`. It may change the arguments, throw, or return
 * `Instead`; a function that it returns runs after the call succeeded.
 */
export function tap(name, before) {
  patch(fs, `${name}Sync`, (original) => (...args) => {
    const after = before(args)
    if (after instanceof Instead) return after.result
    const result = original(...args)
    after?.()
    return result
  })
  patch(fs, name, (original) => (...args) => {
    const callback = args.pop()
    let after
    try {
      after = before(args)
    } catch (error) {
      return process.nextTick(callback, error)
    }
    if (after instanceof Instead) return process.nextTick(callback, null, after.result)
    original(...args, (error, ...results) => {
      if (!error) after?.()
      callback(error, ...results)
    })
  })
  patch(fs.promises, name, (original) => later(original, before, (_, args) => args))
}

const { prototype } = await fs.promises.open(process.execPath).then(async (handle) => {
  await handle.close()
  return { prototype: Object.getPrototypeOf(handle) }
})

/** The same for the method of file handles that does what `name` does to a descriptor. */
export function tapHandle(method, before) {
  patch(prototype, method, (original) => later(original, before, (self, args) => [self.fd, ...args], 1))
}

function later(original, before, argsOf, own = 0) {
  return async function tapped(...given) {
    const args = argsOf(this, given)
    const after = before(args)
    if (after instanceof Instead) return after.result
    const result = await original.apply(this, args.slice(own))
    after?.()
    return result
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
