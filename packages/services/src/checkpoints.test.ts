import { expect, it, vi } from 'vitest'
import { Checkpoints } from './checkpoints.ts'
import { ann, ben, silent, Writers } from './testing/writers.fixture.ts'

it('state is saved whenever the journal has grown enough', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const checkpoints = vi.spyOn(writers.journal, 'checkpoint')
  new Checkpoints({ journal: writers.journal, state: writers.state, log: silent, everyBytes: 5 })
  for (let i = 0; i < 4; i++) await writers.say(ann, ben, 'hi')
  expect(checkpoints).not.toHaveBeenCalled()

  for (let i = 0; i < 7; i++) await writers.say(ann, ben, 'hi')
  await vi.waitFor(() => expect(checkpoints).toHaveBeenCalledTimes(2))
})

it('one checkpoint is made at a time', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const saved = vi.spyOn(writers.journal, 'checkpoint')
  const checkpoints = new Checkpoints({ journal: writers.journal, state: writers.state, log: silent, everyBytes: 1000 })
  await Promise.all([checkpoints.save(), checkpoints.save()])
  expect(saved).toHaveBeenCalledTimes(1)
  await checkpoints.save()
  expect(saved).toHaveBeenCalledTimes(2)
})

it('a checkpoint that fails is logged, and messages flow on', async () => {
  const writers = await Writers.withFriends(ann, ben)
  vi.spyOn(writers.journal, 'checkpoint').mockRejectedValueOnce(new Error('no room'))
  const warn = vi.fn()
  const checkpoints = new Checkpoints({ journal: writers.journal, state: writers.state, log: { ...silent, warn }, everyBytes: 1000 })
  await checkpoints.save()

  expect(warn).toHaveBeenCalledWith('checkpoint failed', { error: expect.any(Error) })
  await checkpoints.save()
  expect(writers.journal.store.checkpoint).toBeDefined()
  expect(await writers.say(ann, ben, 'hi')).toMatchObject({ seq: 1 })
})
