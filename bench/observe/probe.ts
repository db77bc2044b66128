import { setImmediate as tick } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'

// Loaded into the server before its own program, by `--import`: when asked, it collects all garbage and says what is left.
if (isMainThread) {
  process.on('message', async () => {
    globalThis.gc?.()
    // What garbage held outside the heap is let go a tick later.
    await tick()
    globalThis.gc?.()
    const { heapUsed, external, arrayBuffers } = process.memoryUsage()
    process.send?.({ heapUsed, external, arrayBuffers })
  })
  // It keeps nobody alive.
  process.channel?.unref()
}
