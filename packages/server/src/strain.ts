import { totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Strain } from '@magpie-im/services'

const resolutionMs = 20
const mebibyte = 1_048_576

/** Measures this process. `memoryMiB`: what it may take; 0: what the machine, or its container, has. */
export function strainSampler(memoryMiB: number): { sample(): Strain; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  const most = memoryMiB > 0 ? memoryMiB * mebibyte : machineMemory()
  return {
    sample: () => {
      const mean = delays.mean / 1e6 - resolutionMs
      delays.reset()
      const { used_heap_size: heap, heap_size_limit: heapLimit } = getHeapStatistics()
      // What a garbage collector has yet to find counts as used; near the limit it has found it.
      return { loopDelayMs: mean > 0 ? mean : 0, memory: Math.max(process.memoryUsage.rss() / most, heap / heapLimit) }
    },
    stop: () => void delays.disable(),
  }
}

/** The container's limit is a huge number where there is none. */
function machineMemory(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
