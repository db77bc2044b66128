// @ts-nocheck: it wraps functions of every shape, and Node loads it as it is
// Loaded before the server: writes to the journal fail as the file SHIM_TROUBLE says while it is there.
// `ENOSPC`: nothing is written. `EIO`: half of the next records are written, once, and the file is removed;
// room that is zeroed ahead and marks without records pass, so that it is somebody's records that fail.
import { describe, plannedWrite, publish, real, tap, tapHandle } from './fs-taps.mjs'

/** A batch with a record in it is longer. */
const leastRecords = 100

const trigger = process.env.SHIM_TROUBLE

function trouble(args) {
  if (!real.existsSync(trigger)) return
  const { path, position } = describe(args[0])
  if (!/\/journal(\/|$)/.test(path)) return
  const code = real.readFileSync(trigger, 'utf8')
  if (code === 'EIO') {
    const { fd, bytes, at } = plannedWrite(args)
    if (!path.endsWith('.log') || bytes.length < leastRecords || bytes.every((byte) => byte === 0)) return
    real.unlinkSync(trigger)
    real.writeSync(fd, bytes, 0, bytes.length >> 1, at ?? position)
  }
  throw Object.assign(new Error(`${code}: made by the test, write`), { code, syscall: 'write' })
}

for (const name of ['write', 'writev']) {
  tap(name, trouble)
  tapHandle(name, trouble)
}
publish()
