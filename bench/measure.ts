import { fork } from 'node:child_process'
import { on } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuSecondsOf } from './load/cpu.ts'
import type { LoadReport, LoadResult, LoadSettings } from './load/settings.ts'
import type { Target } from './target.ts'

export interface Measurement extends LoadResult {
  /** Processor seconds of the server per 1,000 messages, until it had nothing left to do. */
  readonly cpuPerThousand: number
  readonly messagesPerCpuSecond: number
  /** How long after the last ack it was still at work (a read model that lags, say). */
  readonly settleSeconds: number
}

export interface Load {
  readonly pairs: number
  readonly window: number
  readonly bytes: number
  readonly seconds: number
}

const warmUpSeconds = 2
const generator = fileURLToPath(new URL('load/generator.ts', import.meta.url))

export async function measure(target: Target, load: Load, progress: (acked: number) => void): Promise<Measurement> {
  const users = Array.from({ length: load.pairs * 2 }, (_, index) => ({ name: `u${index}`, token: target.token(`u${index}`) }))
  const { port, pid: serverPid } = target
  const result = await generate({ port, serverPid, users, warmUpSeconds, ...load }, progress)
  const ended = performance.now()
  const { cpu, at } = await untilIdle(serverPid)
  const spent = cpu - result.serverCpuAtBegin
  return {
    ...result,
    cpuPerThousand: (spent * 1000) / result.ackedInAll,
    messagesPerCpuSecond: result.ackedInAll / spent,
    settleSeconds: Math.max(0, (at - ended) / 1000),
  }
}

async function generate(settings: LoadSettings, progress: (acked: number) => void): Promise<LoadResult> {
  const child = fork(generator)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    child.send(settings)
    for await (const [message] of on(child, 'message', { close: ['exit'] })) {
      const report = message as LoadReport // as: it sends nothing else
      if ('result' in report) return report.result
      if ('failure' in report) throw new Error(report.failure)
      progress(report.progress.acked)
    }
    throw new Error('the load generator ended early')
  } finally {
    process.off('exit', kill)
    kill()
  }
}

const stepMs = 250
const restlessSeconds = 0.03
const longestMs = 60_000

/** Looks until a step goes by with next to no work, and says when that step began. */
export async function untilIdle(pid: number): Promise<{ readonly cpu: number; readonly at: number }> {
  const end = performance.now() + longestMs
  for (;;) {
    const [before, at] = [cpuSecondsOf(pid), performance.now()]
    await pause(stepMs)
    const cpu = cpuSecondsOf(pid)
    if (cpu - before < restlessSeconds || at > end) return { cpu, at }
  }
}
