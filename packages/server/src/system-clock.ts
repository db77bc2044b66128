import { performance } from 'node:perf_hooks'
import type { Clock, Timer } from '@magpie-im/model'

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, action): Timer => {
    const timer = setTimeout(action, ms)
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}
