import { expect, it } from 'vitest'
import { enter, everyMix, friends } from '../drivers/doors.ts'
import type { Person } from '../drivers/person.ts'
import { startServer } from '../drivers/process.ts'

it.for(everyMix)('a friend who was offline gets it at sync, in order, written through %s and read through %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])
  await ben.close()
  const texts = Array.from({ length: 250 }, (_, i) => `message ${i}`)
  await Promise.all(texts.map((text) => ann.send('user:bob', text)))

  const back = await enter(server, other, 'bob', { list: false })
  const { items, cursor } = await back.list()

  expect(items).toMatchObject([{ conversation: 'user:ann', unread: 250, readTo: 0, newest: { text: 'message 249' } }])
  expect((await back.history('user:ann')).map(({ text }) => text)).toEqual(texts)
  await back.expectNothing()
  expect((await back.list(cursor)).items).toEqual([])
  await ann.send('user:bob', 'new')
  await back.expectMessage()
  expect((await back.list(cursor)).items).toMatchObject([{ unread: 251, newest: { text: 'new' } }])
})

it.for(everyMix)(
  'what comes between sign-in and list follows the list, once, written through %s and read through %s',
  async ([one, other]) => {
    await using server = await startServer()
    const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])
    await ann.send('user:bob', 'before')
    await ben.close()

    const back = await enter(server, other, 'bob', { list: false })
    await ann.send('user:bob', 'between')
    await back.expectNothing()
    const { items } = await back.list()

    expect(items).toMatchObject([{ unread: 1, newest: { text: 'before' } }])
    expect(await back.expectMessage()).toMatchObject({ text: 'between' })
    await back.expectNothing()
    expect((await back.list()).items).toMatchObject([{ unread: 2, newest: { text: 'between' } }])
  },
)

it.for(everyMix)('read marks move forward only, unread is exact, and other devices are told, through %s and %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])
  const phone = await enter(server, one, 'bob', { type: 'ios' })
  const sent = await Promise.all(Array.from({ length: 5 }, (_, i) => ann.send('user:bob', `${i}`)))
  for (const device of [ben, phone]) for (let i = 0; i < 5; i++) await device.expectMessage()
  const at = (index: number) => sent[index]?.stamp ?? 0

  const steps = [
    { mark: at(1), unread: 3, readTo: at(1), told: true },
    { mark: at(0), unread: 3, readTo: at(1), told: false },
    { mark: at(4) + 1_000_000_000, unread: 0, readTo: at(4), told: true },
    { mark: 0, unread: 0, readTo: at(4), told: false },
  ]
  for (const { mark, unread, readTo, told } of steps) {
    await ben.markRead('user:ann', mark)
    if (told) expect(await phone.expectReadMark()).toEqual({ conversation: 'user:ann', stamp: readTo })
    for (const device of [ben, phone]) expect(await standing(device)).toEqual({ unread, readTo })
  }
  await server.restart()
  expect(await standing(await enter(server, other, 'bob'))).toEqual({ unread: 0, readTo: at(4) })
})

async function standing(person: Person) {
  const { items } = await person.list()
  return items.map(({ unread, readTo }) => ({ unread, readTo }))[0]
}
