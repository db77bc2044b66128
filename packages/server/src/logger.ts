import type { Log } from '@magpie-im/model'
import { destination, pino } from 'pino'

export interface AdjustableLog extends Log {
  /** From now on what is less severe is not logged. Undefined: it cannot be changed. */
  setLevel?(level: string): void
}

/** JSON lines on standard error. */
export function openLog(level: string): AdjustableLog {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describe } }, destination(2))
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    setLevel: (level) => {
      logger.level = level
    },
  }
}

/** Of an error, what the log says. */
export function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? undefined : describe(error.cause)
  return { name: error.name, message: error.message, stack: error.stack, cause }
}
