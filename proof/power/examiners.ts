import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cut, Examined, Task } from './examination.ts'

const examiner = fileURLToPath(new URL('examiner.ts', import.meta.url))

export interface Work extends Omit<Task, 'scratch'> {
  /** Told of every image, in any order. */
  readonly onExamined: (examined: Examined) => void
}

/** Shares the images among as many processes as there are processors. Throws when one of them fails. */
export async function examineAll({ onExamined, ...task }: Work): Promise<void> {
  const shares = sharesOf(task.cuts, availableParallelism())
  await Promise.all(shares.map((cuts, i) => runExaminer({ ...task, cuts, scratch: join(task.folder, `image-${i}`) }, onExamined)))
}

/** Each goes through the whole record, so each gets cuts from everywhere. */
function sharesOf(cuts: readonly Cut[], count: number): Cut[][] {
  return Array.from({ length: count }, (_, i) => cuts.filter(({ number }) => number % count === i)).filter((share) => share.length > 0)
}

async function runExaminer(task: Task, onExamined: (examined: Examined) => void): Promise<void> {
  const child: ChildProcess = fork(examiner, { execArgv: [] })
  let left = task.cuts.length
  child.on('message', (examined: Examined) => {
    left--
    onExamined(examined)
  })
  child.send(task)
  const [code] = await once(child, 'exit')
  if (left > 0) throw new Error(`${left} images were not examined: a process ended with ${code}`)
}
