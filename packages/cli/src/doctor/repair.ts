import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Clock } from '@magpie-im/model'
import type { Damage } from './damage.ts'
import type { Examination, Progress } from './examine.ts'
import { openToOthers } from './permissions.ts'
import { rebuildJournal } from './rebuild-journal.ts'
import { RepairFolder, writeDurably } from './repair-folder.ts'

/** One thing a repair does, in words. */
export interface Task {
  readonly what: string
  /** Prepares it in the repair's folder. */
  prepare(repair: RepairFolder): Promise<void> | void
}

interface Surroundings {
  readonly clock: Clock
  readonly progressed: (progress: Progress) => void
}

/** What would make a folder whole again; empty when nothing is to be done. */
export function planRepair(data: string, { damage }: Examination, surroundings: Surroundings): readonly Task[] {
  const tasks: Task[] = []
  if (damage.rebuilds) tasks.push(rebuilding(data, damage, surroundings))
  else tasks.push(...corrections(data, damage))
  if (damage.isDatabaseUnfit || damage.rebuilds) tasks.push(withoutDatabase(data))
  for (const file of damage.rebuilds ? [] : damage.expendable) {
    const path = relative(data, file)
    tasks.push({ what: `take ${path} away; the next start makes it again`, prepare: (repair) => repair.setAside(path) })
  }
  for (const path of openToOthers(data)) {
    tasks.push({ what: `let nobody but the owner read ${path}`, prepare: () => chmodSync(join(data, path), 0o600) })
  }
  return tasks
}

/** Prepares everything, then does it as a whole; gives where what was there before is kept. */
export async function carryOutRepair(data: string, tasks: readonly Task[], clock: Clock): Promise<string> {
  RepairFolder.removeUndecided(data)
  const repair = RepairFolder.begin(data, new Date(clock.now()))
  try {
    for (const task of tasks) await task.prepare(repair)
  } catch (error) {
    // Such as a full disk, which must not stay fuller than it was.
    RepairFolder.removeUndecided(data)
    throw error
  }
  for (const _ of repair.carryOut());
  return repair.path
}

/** Ends a repair that was interrupted after it was decided on; whether there was one. */
export function finishRepair(data: string): boolean {
  const repair = RepairFolder.unfinished(data)
  if (repair === undefined) return false
  for (const _ of repair.carryOut());
  return true
}

function rebuilding(data: string, damage: Damage, surroundings: Surroundings): Task {
  const lost = damage.lost
    ? '; a message that nothing has becomes a deleted one, so that those behind it keep their numbers'
    : '; nothing of it is lost'
  const epoch = damage.isUncertain ? '. All numbers jump, since newer ones than are left may have been given' : ''
  return {
    what: `write the journal anew from the damaged segment on, with everything that can be read${lost}${epoch}`,
    prepare: (repair) => rebuildJournal({ from: join(data, 'journal'), to: repair.stage('journal'), damage, ...surroundings }),
  }
}

function* corrections(data: string, { corrections }: Damage): Iterable<Task> {
  for (const [file, ofFile] of Map.groupBy(corrections, (each) => each.file)) {
    const path = relative(data, file)
    yield {
      what: `put ${ofFile.length === 1 ? 'a bit' : `${ofFile.length} bits`} of ${path} right`,
      prepare: (repair) => {
        const bytes = readFileSync(file)
        for (const { correction } of ofFile) bytes.set(correction.bytes, correction.at)
        writeDurably(repair.stage(path), bytes)
      },
    }
  }
}

function withoutDatabase(data: string): Task {
  const files = ['magpie.db', 'magpie.db-wal', 'magpie.db-shm', 'magpie.db.state'].filter((name) => existsSync(join(data, name)))
  return {
    what: 'take the read model (magpie.db) away; the next start makes it again from the journal',
    prepare: (repair) => {
      for (const name of files) repair.setAside(name)
    },
  }
}
