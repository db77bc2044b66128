import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { groupKey, type HistoryEvent, pairKey } from '@magpie-im/checker'
import { SimulatedDisk, seeded } from '@magpie-im/journal'
import { parseUserId } from '@magpie-im/model'
import { type Config, type Core, readConfig } from '@magpie-im/server'
import { DatabaseFiles } from './database-files.ts'
import { Wall } from './life.ts'
import { Machine } from './machine.ts'
import { Network } from './network.ts'
import { Schedule } from './schedule.ts'

/** Who lives in every simulation; of the devices some are used. */
export const devices = [
  { user: 'ann', type: 1 },
  { user: 'ben', type: 2 },
  { user: 'cleo', type: 1 },
  { user: 'dan', type: 4 },
  { user: 'eve', type: 2 },
  { user: 'ann', type: 4 },
  { user: 'ben', type: 3 },
] as const

export const users = [...new Set(devices.map(({ user }) => user))]

/** Group → members at the beginning, the founder first. */
export const groups: ReadonlyMap<string, readonly string[]> = new Map([
  ['book-club', ['ann', 'ben', 'cleo', 'dan']],
  ['hikers', ['dan', 'eve', 'ben']],
])

export const pairs = users.flatMap((a, i) => users.slice(i + 1).map((b) => pairKey(a, b)))
export const conversations = [...pairs, ...[...groups.keys()].map(groupKey)]

/** Everybody's password. */
export const password = 'open sesame'

/** Small limits, so that a short life meets all of them. */
export function configOf(segmentBytes: number): Config {
  const defaults = readConfig({ flags: {}, env: {}, file: undefined })
  return {
    ...defaults,
    'journal.segmentMiB': segmentBytes / 1_048_576,
    'limits.writeQueueBytes': 4 * 1024,
    'limits.messagesPerUser': 1000,
    'auth.createUsers': false,
    'node.name': 'simulated',
  }
}

/** A world in its first moment. */
export interface Template {
  readonly disk: SimulatedDisk
  /** Where the database lies. */
  readonly folder: string
}

/** Makes it once; every run begins with a copy. `root`: a folder that is removed later. */
export async function makeTemplate(root: string): Promise<Template> {
  const schedule = new Schedule()
  const random = seeded(0)
  const wall = new Wall(schedule)
  const database = new DatabaseFiles(path.join(root, 'template'))
  const machine = new Machine({
    ...{ schedule, wall, random, database, config: configOf(16 * 1024), disk: new SimulatedDisk() },
    network: new Network({ schedule, random }),
    trace: () => undefined,
    note: () => undefined,
    wrong: (what) => {
      throw new Error(what)
    },
  })
  machine.start()
  await schedule.run(() => machine.state === 'up')
  let stopped = false
  const made = populate(machine.core).then(() => machine.stop())
  made.then(
    () => (stopped = true),
    () => (stopped = true),
  )
  await schedule.run(() => stopped)
  await made
  return { disk: machine.disk.copy(), folder: database.folder }
}

async function populate(core: Core | undefined): Promise<void> {
  if (core === undefined) throw new Error('the server of the template did not start')
  const { users: accounts, addFriend, createGroup } = core.useCases
  for (const id of users) await accounts.add({ id, password })
  for (const user of users) {
    const friends = users.filter((other) => other > user).map((friend) => ({ friend, remark: '' }))
    if (friends.length > 0) await addFriend.addFriends(parseUserId(user), friends)
  }
  for (const [id, [founder = '', ...members]] of groups) {
    await createGroup.create({ user: parseUserId(founder) }, { id, name: id, members })
  }
}

/** What a history says of how the world began. */
export function* beginning(nextNumber: () => number): Iterable<HistoryEvent> {
  for (const [group, [founder = '', ...others]] of groups) {
    const session = { at: 0, session: nextNumber() }
    yield { type: 'opened', ...session, user: founder, device: 'before' }
    for (const member of [founder, ...others]) {
      const about = { ...session, request: nextNumber() }
      yield { type: 'asked', ...about, user: founder, conversation: groupKey(group), change: { kind: 'join', member } }
      yield { type: 'answered', ...about, done: true, code: 0 }
    }
    yield { type: 'closed', ...session, complete: false }
  }
}

/** In memory where the machine has such a folder: nothing that is simulated must wait for a real disk. */
export function temporaryRoot(): string {
  const place = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
  return fs.mkdtempSync(path.join(place, 'magpie-simulation-'))
}
