import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../shim/recorder.c', import.meta.url))
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** The library that records, built once for each version of its source. Throws in words when there is no compiler. */
export function buildRecorder(): string {
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)
  const library = join(cache, `recorder-${version}.so`)
  if (existsSync(library)) return library
  mkdirSync(cache, { recursive: true })
  const fresh = `${library}.${process.pid}`
  const { error, status, stderr } = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', fresh, source, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  })
  if (error !== undefined)
    throw new Error('the power-cut run needs a C compiler as `cc` (Debian: apt install gcc libc6-dev)', { cause: error })
  if (status !== 0) throw new Error(`the recorder does not compile:\n${stderr}`)
  renameSync(fresh, library)
  return library
}

export interface RecorderSettings {
  /** Everything below it is recorded. */
  readonly root: string
  readonly log: string
  /** Once it exists, the process ends between two operations. */
  readonly stop: string
  /** A file that stands for the machine's boot id. */
  readonly bootId: string
  readonly syncMicroseconds: number
}

/** What a process needs in its environment to be recorded. */
export function recorderEnvironment({ root, log, stop, bootId, syncMicroseconds }: RecorderSettings): Record<string, string> {
  return {
    LD_PRELOAD: buildRecorder(),
    RECORDER_ROOT: root,
    RECORDER_LOG: log,
    RECORDER_STOP: stop,
    RECORDER_BOOT_ID: bootId,
    RECORDER_SYNC_US: String(syncMicroseconds),
    // Its writes would pass by the C library.
    UV_USE_IO_URING: '0',
  }
}
