import type { AdjustableLog } from '@magpie-im/server'

interface ProcessLogOptions {
  readonly isAlive: () => boolean
  readonly explained: ReadonlySet<'disk' | 'damage'>
  readonly note: (what: string) => void
  readonly wrong: (what: string) => void
}

/** Failures that a disk which does not take writes explains. */
const ofDisk = ['the journal cannot be written', 'the read model was not closed cleanly']

/** The log of one process. An error that nothing explains is a finding. */
export class ProcessLog implements AdjustableLog {
  readonly #options: ProcessLogOptions

  constructor(options: ProcessLogOptions) {
    this.#options = options
  }

  debug(): void {
    // says what went well
  }

  info(): void {
    // the same
  }

  warn(message: string, fields: object = {}): void {
    if (this.#options.isAlive()) this.#options.note(`log: ${message}${detailOf(fields)}`)
  }

  error(message: string, fields: object = {}): void {
    const { isAlive, explained, note, wrong } = this.#options
    if (!isAlive()) return
    const isExplained = explained.has('damage') || (explained.has('disk') && ofDisk.some((known) => message.startsWith(known)))
    if (isExplained) note(`log: ${message}${detailOf(fields)}`)
    else wrong(`the log has an error: ${message}${detailOf(fields)}`)
  }
}

/** The same in every run: real places are not. */
function detailOf(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${String(value).replace(/^\/.*\//, '')}`)
    .join('')
}
