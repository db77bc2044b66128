import { expect, it } from 'vitest'
import { Outbox, type Outgoing } from './outbox.ts'

const message = (text: string): Outgoing => ({ packId: `id of ${text}`, to: 'ben', label: 'LP_G1_ann_ben', text })

it('keeps what was not answered in the order it was written', () => {
  const outbox = new Outbox()
  const [one, two, three] = [message('one'), message('two'), message('three')]
  for (const each of [one, two, three]) outbox.add(each)

  outbox.settle(two)

  expect(outbox.waiting).toEqual([one, three])
})

it('knows a second attempt from the first', () => {
  const outbox = new Outbox()
  const one = message('one')
  outbox.add(one)

  expect([outbox.attempt(one), outbox.attempt(one)]).toEqual([false, true])
})

it('lets those go on who wait for room', async () => {
  const outbox = new Outbox()
  const [one, two] = [message('one'), message('two')]
  outbox.add(one)
  outbox.add(two)
  const passed: number[] = []
  const waiting = [1, 0].map((most) => outbox.atMost(most).then(() => passed.push(most)))

  outbox.settle(one)
  await waiting[0]
  expect(passed).toEqual([1])
  outbox.settle(two)
  await waiting[1]

  expect(passed).toEqual([1, 0])
  await outbox.atMost(0)
})

it('nobody waits for answers that will not come', async () => {
  const outbox = new Outbox()
  outbox.add(message('one'))
  const waiting = outbox.atMost(0)

  outbox.end()

  await waiting
  expect(outbox.waiting).toHaveLength(1)
})
