import { expect, it } from 'vitest'
import { enter, everyMix, friends } from '../drivers/doors.ts'
import { expectRefused } from '../drivers/person.ts'
import { startServer } from '../drivers/process.ts'

it.for(everyMix)(
  'a repeat gets the first result, across restarts and doors, sent through %s and again through %s',
  async ([one, other]) => {
    await using server = await startServer()
    const [ann, ben] = await friends(server, [one, one], ['ann', 'bob'])
    const first = await ann.send('user:bob', 'once', { id: '7' })

    const same = await ann.send('user:bob', 'once', { id: '7', resend: true })
    const elsewhere = await (await enter(server, other, 'ann', { type: 'ios' })).send('user:bob', 'once', { id: '7' })
    expect(await ben.expectMessage()).toMatchObject({ id: '7', stamp: first.stamp })
    await ben.expectNothing()
    await server.restart()
    const again = await enter(server, other, 'ann')
    const afterCrash = await again.send('user:bob', 'once', { id: '7', resend: true })

    for (const { stamp } of [same, elsewhere, afterCrash]) expect(stamp).toBe(first.stamp)
    expect((await again.history('user:bob')).map(({ id }) => id)).toEqual(['7'])
    await expectRefused('MessageRepeated', again.send('user:bob', 'something else', { id: '7', resend: true }))
    expect((await again.send('user:bob', 'something else', { id: '7' })).stamp).toBeGreaterThan(first.stamp)
  },
)

it.for(everyMix)('messages without an id are never taken for repeats, through %s and %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])

  for (let i = 0; i < 2; i++) await ann.send('user:bob', 'same', { id: '' })

  for (let i = 0; i < 2; i++) expect(await ben.expectMessage()).toMatchObject({ text: 'same' })
  expect(await ben.history('user:ann')).toHaveLength(2)
})
