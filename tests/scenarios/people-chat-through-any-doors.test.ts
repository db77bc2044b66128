import { expect, it } from 'vitest'
import { enter, everyDoor, everyMix, friends } from '../drivers/doors.ts'
import { expectRefused } from '../drivers/person.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it.for(everyMix)('two people chat live, through %s and %s', async ([one, other]) => {
  const [ann, ben] = await friends(server(), [one, other], [`ann-${one}-${other}`, `ben-${one}-${other}`])

  const { stamp } = await ann.send(`user:${ben.user}`, 'Grüße 你好 😀', { id: 'm1' })
  const heard = await ben.expectMessage()
  await ben.send(`user:${ann.user}`, 'At noon.')
  const answer = await ann.expectMessage()

  expect(heard).toEqual({ conversation: `user:${ann.user}`, from: ann.user, text: 'Grüße 你好 😀', id: 'm1', state: 'normal', stamp })
  expect(answer).toMatchObject({ conversation: `user:${ben.user}`, from: ben.user, text: 'At noon.' })
  expect(answer.stamp).toBeGreaterThan(stamp)
  for (const person of [ann, ben]) await person.expectNothing()
})

it.for(everyMix)('own other devices get one’s messages once, the sending one none, through %s and %s', async ([one, other]) => {
  const [ann, ben] = await friends(server(), [one, other], [`own-${one}-${other}`, `far-${one}-${other}`])
  const desk = await enter(server(), other, ann.user, { type: 'ios' })

  const { stamp } = await ann.send(`user:${ben.user}`, 'From my phone')

  expect(await desk.expectMessage()).toMatchObject({ conversation: `user:${ben.user}`, from: ann.user, stamp })
  expect(await ben.expectMessage()).toMatchObject({ conversation: `user:${ann.user}`, stamp })
  for (const person of [ann, desk, ben]) await person.expectNothing()
})

it.for(everyMix)('strangers do not chat, through %s and %s', async ([one, other]) => {
  const [ann, eve] = [await enter(server(), one, `shy-${one}-${other}`), await enter(server(), other, `eve-${one}-${other}`)]

  await expectRefused('NotFriends', eve.send(`user:${ann.user}`, 'Hello'))

  await ann.expectNothing()
  expect((await eve.list()).items).toEqual([])
})

it.for(everyMix)(
  'pipelined messages are acknowledged, delivered and kept in the order they were sent, through %s and %s',
  async ([one, other]) => {
    const [ann, ben] = await friends(server(), [one, other], [`fast-${one}-${other}`, `calm-${one}-${other}`])
    const ids = Array.from({ length: 200 }, (_, i) => `m${i}`)

    const sent = await Promise.all(ids.map((id) => ann.send(`user:${ben.user}`, `text of ${id}`, { id })))

    const stamps = sent.map(({ stamp }) => stamp)
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b))
    for (const id of ids) expect((await ben.expectMessage()).id).toBe(id)
    expect((await ben.history(`user:${ann.user}`)).map(({ id }) => id)).toEqual(ids)
  },
)

it.for(everyMix)('a friendship is told and ends for both, through %s and %s', async ([one, other]) => {
  const [ann, ben] = await friends(server(), [one, other], [`was-${one}-${other}`, `not-${one}-${other}`])
  expect([await ann.friends(), await ben.friends()]).toEqual([[ben.user], [ann.user]])

  await ben.removeFriend(ann.user)

  await ann.expectNews('friends')
  expect([await ann.friends(), await ben.friends()]).toEqual([[], []])
  await expectRefused('NotFriends', ann.send(`user:${ben.user}`, 'Still there?'))
  for (const person of [ann, ben]) await person.expectNothing()
})

it.for(everyMix)('a second device of the same type kicks the first, through %s and %s', async ([one, other]) => {
  const [ann, ben] = await friends(server(), [one, other], [`two-${one}-${other}`, `pal-${one}-${other}`])

  const again = await enter(server(), other, ann.user, { device: 'another one' })
  await ann.expectKicked()
  await ben.send(`user:${ann.user}`, 'Which of you gets this?')

  expect(await again.expectMessage()).toMatchObject({ text: 'Which of you gets this?' })
  await again.expectNothing()
})

it.for(everyDoor)('requests of different kinds on one connection are answered in the order they came, through %s', async (door) => {
  const [ann, ben] = await friends(server(), [door, door], [`mix-${door}`, `mate-${door}`])
  const before = ann.answered().length

  await Promise.all([
    ann.send(`user:${ben.user}`, 'one'),
    ann.history(`user:${ben.user}`),
    ann.ping(),
    ann.friends(),
    ann.send(`user:${ben.user}`, 'two'),
  ])

  const numbers = ann
    .answered()
    .slice(before)
    .map((id) => Number(id.replace('p', '')))
  expect(numbers).toHaveLength(5)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
})
