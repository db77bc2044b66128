/**
 * Resolves, with the reason, at SIGINT or SIGTERM, or when the launcher that started this process is gone.
 * SIGHUP stops too, unless there is something else to do then.
 */
export function untilToldToStop({ hangUp }: { readonly hangUp: (() => void) | undefined }): Promise<string> {
  return new Promise((resolve) => {
    // Signals may come twice, once from the launcher; the second must not cut the stop short.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal))
    process.on('SIGHUP', hangUp ?? (() => resolve('SIGHUP')))
    process.once('disconnect', () => resolve('the launcher is gone'))
    // Listening for the launcher must not keep a stopped server from ending.
    process.channel?.unref()
  })
}
