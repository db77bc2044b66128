import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const partBytes = 1024 * 1024

/** Whole or not at all, for the owner only. */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const partial = `${file}.partial`
  const descriptor = openSync(partial, 'w', 0o600)
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(partial, file)
  syncFolder(dirname(file))
}

export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Of a whole file, in hexadecimal. */
export function sha256OfFile(file: string): string {
  const steps = checksumOf(file)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value.sha256
  }
}

/** Reads a file to its end; yields the bytes of each step: a moment to let others work. */
export function* checksumOf(file: string): Generator<number, { readonly sha256: string; readonly bytes: number }> {
  const descriptor = openSync(file, 'r')
  try {
    const hash = createHash('sha256')
    const part = Buffer.alloc(partBytes)
    let bytes = 0
    for (let read = readSync(descriptor, part); read > 0; read = readSync(descriptor, part)) {
      hash.update(part.subarray(0, read))
      bytes += read
      yield read
    }
    return { sha256: hash.digest('hex'), bytes }
  } finally {
    closeSync(descriptor)
  }
}
