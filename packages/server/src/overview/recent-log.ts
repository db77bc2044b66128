import { type LogLevel, type LogLine, logLevels } from '@magpie-im/http'
import type { Clock } from '@magpie-im/model'
import { type AdjustableLog, describe } from '../logger.ts'

const mostOfLevel = 500

interface LinesQuery {
  readonly level: LogLevel
  readonly after: number
  readonly limit: number
}

/** A log that remembers its newest lines, so many of each level: those that matter are not pushed out by those that do not. */
export class RecentLog implements AdjustableLog {
  readonly #log: AdjustableLog
  readonly #clock: Clock
  readonly #lines: Record<LogLevel, LogLine[]> = { debug: [], info: [], warn: [], error: [] }
  #least = 0
  #last = 0

  constructor(log: AdjustableLog, { level, clock }: { readonly level: string; readonly clock: Clock }) {
    this.#log = log
    this.#clock = clock
    this.#remember(level)
  }

  debug(message: string, fields?: object): void {
    this.#log.debug(message, fields)
    this.#keep('debug', message, fields)
  }

  info(message: string, fields?: object): void {
    this.#log.info(message, fields)
    this.#keep('info', message, fields)
  }

  warn(message: string, fields?: object): void {
    this.#log.warn(message, fields)
    this.#keep('warn', message, fields)
  }

  error(message: string, fields?: object): void {
    this.#log.error(message, fields)
    this.#keep('error', message, fields)
  }

  setLevel(level: string): void {
    this.#log.setLevel?.(level)
    this.#remember(level)
  }

  /** The newest of this level or above, oldest first. */
  newest({ level, after, limit }: LinesQuery): readonly LogLine[] {
    return logLevels
      .slice(logLevels.indexOf(level))
      .flatMap((each) => this.#lines[each])
      .filter(({ number }) => number > after)
      .sort((one, other) => one.number - other.number)
      .slice(-limit)
      .map(({ fields, ...line }) => ({ ...line, fields: shown(fields) }))
  }

  /** What is not logged is not kept either; levels beside the four are above or below all. */
  #remember(level: string): void {
    const levels: readonly string[] = logLevels
    const known = levels.indexOf(level)
    this.#least = known >= 0 ? known : level === 'trace' ? 0 : logLevels.length
  }

  #keep(level: LogLevel, message: string, fields: object = {}): void {
    if (logLevels.indexOf(level) < this.#least) return
    this.#last++
    const lines = this.#lines[level]
    lines.push({ number: this.#last, at: this.#clock.now(), level, message, fields: { ...fields } })
    if (lines.length > mostOfLevel) lines.shift()
  }
}

/** As the log writes them; what is not there is left out. */
function shown(fields: LogLine['fields']): LogLine['fields'] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, value instanceof Error ? describe(value) : value]))
}
