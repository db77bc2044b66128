import { examineImages, type Task } from './examination.ts'

/** A process that makes and opens images; several share the work. Ends with its parent. */
process.once('message', async (task: Task) => {
  for await (const examined of examineImages(task)) process.send?.(examined)
  process.disconnect()
})
process.once('disconnect', () => process.exit())
