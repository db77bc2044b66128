import { availableParallelism } from 'node:os'
import { type FilesJournal, type FilesJournalOptions, openFilesJournal } from '@magpie-im/journal'
import type { Clock } from '@magpie-im/model'
import { Passwords, type Strain } from '@magpie-im/services'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import { type StartThread, startWorker } from './read-model/worker.ts'
import { strainSampler } from './strain.ts'
import { systemClock } from './system-clock.ts'

/** What the core of the server takes from the machine it runs on. A simulation brings its own. */
export interface Surroundings {
  readonly clock: Clock
  /** Runs an action in a later turn of the event loop, behind those that were given before. */
  readonly soon: (action: () => void) => void
  readonly openJournal: (options: FilesJournalOptions) => Promise<FilesJournal>
  /** The thread of the read model. */
  readonly startThread: StartThread
  readonly openPasswords: () => Pick<Passwords, 'hash' | 'verify'>
  readonly openStrain: (memoryMiB: number) => StrainSampler
  /** Adds what is measured of the process itself. */
  readonly addProcessMetrics: (to: Registry) => void
}

export interface StrainSampler {
  sample(): Strain
  stop(): void
}

export const machine: Surroundings = {
  clock: systemClock,
  soon: setImmediate,
  openJournal: openFilesJournal,
  startThread: startWorker,
  openPasswords: () => new Passwords(availableParallelism()),
  openStrain: strainSampler,
  addProcessMetrics: (register) => collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 20 }),
}
