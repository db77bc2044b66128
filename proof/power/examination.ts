import { join } from 'node:path'
import { seeded } from '@magpie-im/journal'
import { askServer } from './ask-server.ts'
import { writeImage } from './image.ts'
import type { Promises } from './promises.ts'
import { type Recording, readRecording, recordOf } from './recording.ts'
import { Replay } from './replay.ts'
import { readSteps } from './steps.ts'
import { type Verdict, verify } from './verify.ts'

const rebuildEach = 10
const serveEach = 50

/** An image to make: the power goes behind `step`. */
export interface Cut {
  readonly number: number
  readonly step: number
  readonly seed: number
}

export interface Task {
  readonly folder: string
  readonly cuts: readonly Cut[]
  /** Where images are made, one after another. */
  readonly scratch: string
  readonly withoutSync: boolean
  readonly program: string
}

export interface Examined extends Verdict {
  readonly cut: Cut
}

/** Makes every image of a task and opens it. */
export async function* examineImages({ folder, cuts, scratch, withoutSync, program }: Task): AsyncGenerator<Examined> {
  const recording = readRecording(folder)
  const steps = readSteps(recordOf(folder))
  const replay = new Replay(steps, { ...recording, withoutSync })
  for (const cut of cuts) {
    replay.to(cut.step)
    const luck = luckOf(cut.seed)
    writeImage(replay.disk.afterCut(withoutSync ? bad(luck) : luck), recording.root, scratch)
    const data = join(scratch, 'data')
    // Nothing happens on the disk between two steps, so this is as late as the next one.
    const at = steps[cut.step]?.time ?? Number.POSITIVE_INFINITY
    const { promises } = recording
    const verdict = await verify({ data, at, promises, rebuild: cut.number % rebuildEach === 0 })
    const asked = cut.number % serveEach === 0 ? await askAbout({ data, at, recording, program, promises }) : []
    yield { ...verdict, findings: [...verdict.findings, ...asked], cut }
  }
}

interface Asked {
  readonly data: string
  readonly at: number
  readonly recording: Recording
  readonly promises: Promises
  readonly program: string
}

async function askAbout({ data, at, recording, program, promises }: Asked): Promise<string[]> {
  const acked = promises.messages.filter((message) => message.acked !== undefined && message.acked.at <= at)
  return await askServer({ data, program, key: recording.key, acked })
}

/** From nothing to all of what was not synced; whole, torn, out of order and in order. */
function luckOf(seed: number) {
  const random = seeded(seed)
  const one = (list: readonly number[]) => list[Math.floor(random() * list.length)] ?? 0
  return { kept: one([0, 0.1, 0.5, 0.9, 1]), torn: one([0, 0.3, 1]), inOrder: random() < 0.2, random }
}

/** A disk that never syncs shows nothing where the cut happens to leave everything. */
function bad(luck: ReturnType<typeof luckOf>) {
  return { ...luck, kept: Math.min(luck.kept, 0.5), inOrder: false }
}
