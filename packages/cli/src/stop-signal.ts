/** Resolves, with the reason, at SIGINT or SIGTERM, or when the launcher that started this process is gone. */
export function untilToldToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
    process.once('disconnect', () => resolve('the launcher is gone'))
  })
}
