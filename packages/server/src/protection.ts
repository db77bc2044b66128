import type { Log } from '@magpie-im/model'
import { Overload, RequestWatch, TracedUsers } from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import type { Surroundings } from './surroundings.ts'

interface ProtectOptions {
  readonly config: Config
  readonly log: Log
  readonly surroundings: Surroundings
}

export interface Protection {
  readonly metrics: ServerMetrics
  readonly traced: TracedUsers
  /** Told of every request by its door. */
  readonly watch: RequestWatch
  readonly overload: Overload
}

/** What watches over the server, whatever door it is used by. */
export function protect({ config, log, surroundings }: ProtectOptions, cleanup: AsyncDisposableStack): Protection {
  const { clock, openStrain, addProcessMetrics } = surroundings
  const metrics = new ServerMetrics(addProcessMetrics)
  const traced = new TracedUsers()
  const watch = new RequestWatch({
    ...{ metrics: metrics.requests, log, clock, traced },
    get slowMs() {
      return config['log.slowRequestMs']
    },
  })
  const sampler = cleanup.adopt(openStrain(config['overload.memoryMiB']), (sampler) => sampler.stop())
  const overload = cleanup.adopt(
    new Overload({ clock, log, loopDelayMs: config['overload.loopDelayMs'], sample: () => sampler.sample() }),
    (overload) => overload.stop(),
  )
  return { metrics, traced, watch, overload }
}
