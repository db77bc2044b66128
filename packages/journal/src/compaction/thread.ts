import { constants, setPriority } from 'node:os'
import { setTimeout as rest } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeDisk } from '../disk/node-disk.ts'
import { type CompactionTask, compactFolder } from './compact-folder.ts'

const longestRestMs = 100

/** Rests as long as it worked, so that disk and processor stay free for those who wait for them. */
async function work(task: CompactionTask): Promise<void> {
  let began = performance.now()
  for (const step of compactFolder(new NodeDisk(), task)) {
    if (step.kind !== 'pause') parentPort?.postMessage(step)
    await rest(Math.min(longestRestMs, performance.now() - began))
    began = performance.now()
  }
}

// On Linux a priority is a thread's, elsewhere the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)
await work(workerData)
