import { parentPort } from 'node:worker_threads'
import { NodeDisk } from '../disk/node-disk.ts'
import { DiskWork, type Job } from './disk-work.ts'
import type { Reply } from './worker.ts'

const work = new DiskWork(new NodeDisk())

parentPort?.on('message', (job: Job | 'close') => {
  if (job === 'close') {
    work.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(attempt(job))
})

function attempt(job: Job): Reply {
  try {
    work.run(job)
    return { error: undefined }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
