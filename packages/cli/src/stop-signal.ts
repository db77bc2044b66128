/** Of two signals so close to each other the second may be the launcher's, of the same word of the operator. */
const echoMs = 500

/**
 * Resolves, with the reason, at SIGINT or SIGTERM, or when the launcher that started this process is gone.
 * SIGHUP stops too, unless there is something else to do then. Who says it twice does not want to wait: the process ends at once.
 */
export function untilToldToStop({ hangUp }: { readonly hangUp: (() => void) | undefined }): Promise<string> {
  let toldAt: number | undefined
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now = performance.now()
        // What was acknowledged is durable, as it is when the process is killed.
        if (toldAt !== undefined && now - toldAt > echoMs) process.exit(signal === 'SIGINT' ? 130 : 143)
        toldAt ??= now
        resolve(signal)
      })
    }
    process.on('SIGHUP', hangUp ?? (() => resolve('SIGHUP')))
    process.once('disconnect', () => resolve('the launcher is gone'))
    // Listening for the launcher must not keep a stopped server from ending.
    process.channel?.unref()
  })
}
