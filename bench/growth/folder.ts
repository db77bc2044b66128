import { execFileSync } from 'node:child_process'
import { cpSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scrape, sumOf } from '../observe/metrics.ts'
import { raised, type ServerTarget, startServer } from '../target.ts'

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** A data folder on the disk of this checkout, taken away at the end. */
export class BenchFolder implements Disposable {
  readonly path: string
  readonly #remove = () => rmSync(this.path, { recursive: true, force: true, maxRetries: 5 })

  constructor() {
    mkdirSync(cache, { recursive: true })
    this.path = mkdtempSync(join(cache, 'bench-filled-'))
    process.once('exit', this.#remove)
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove)
    this.#remove()
  }

  /** All of it, on the disk: what is still to be written would be in the way of what is measured next. */
  copy(): BenchFolder {
    const copy = new BenchFolder()
    cpSync(this.path, copy.path, { recursive: true, filter: (path) => !lstatSync(path).isSocket() })
    copy.sync()
    return copy
  }

  /** Returns when the disk has it. */
  sync(): void {
    execFileSync('sync', ['--file-system', this.path])
  }

  /** As it is shipped, with its limits raised. */
  serve(): Promise<ServerTarget> {
    return startServer(raised, { folder: this.path })
  }
}

/** Bytes of the journal that the read model does not have yet. */
export async function backlogOf({ httpPort }: ServerTarget): Promise<number> {
  return sumOf(await scrape(httpPort), 'magpie_projector_lag_bytes')
}
