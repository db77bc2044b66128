import { expect, it } from 'vitest'
import { enter, enterByJson } from '../drivers/doors.ts'
import { type Server, startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const at = ({ stamp }: { readonly stamp: number }, seq: number) => ({ seq, stamp })

it('the sender is told what has arrived and what is read, also when it is read at another door', async () => {
  const [ann, ben] = await friendsByJson(server())
  const sent = await ann.send('user:ben', 'hello')
  await ben.connection.ask('setDelivered', { conversation: 'user:ann', stamp: sent.stamp })
  expect(await ann.connection.told('receipt')).toEqual({ event: 'receipt', conversation: 'user:ben', user: 'ben', delivered: at(sent, 1) })

  const phone = await enter(server(), 'omtp', 'ben', { type: 'ios' })
  await phone.markRead('user:ann', sent.stamp)
  expect(await ann.connection.told('receipt')).toEqual({ event: 'receipt', conversation: 'user:ben', user: 'ben', read: at(sent, 1) })
  await ben.connection.toldNothing()
  await ann.connection.toldNothing()

  const page = await ann.connection.ask('listConversations')
  expect(page.items).toMatchObject([{ conversation: 'user:ben', peer: { delivered: at(sent, 1), read: at(sent, 1) } }])
})

it('of a group it is told who has read a message, in pages', async () => {
  const gia = await enterByJson(server(), 'gia')
  const hal = await enterByJson(server(), 'hal')
  const ida = await enterByJson(server(), 'ida')
  const group = `group:${await gia.createGroup('hal', 'ida')}`
  const sent = await gia.send(group, 'hello')
  await hal.connection.ask('setDelivered', { conversation: group, stamp: sent.stamp })
  await ida.markRead(group, sent.stamp)

  for (const person of [gia, ida]) {
    expect(await person.connection.told('receipt')).toEqual({ event: 'receipt', conversation: group, user: 'hal', delivered: at(sent, 1) })
  }
  expect(await hal.connection.told('receipt')).toEqual({ event: 'receipt', conversation: group, user: 'ida', read: at(sent, 1) })
  const ask = { conversation: group, stamp: sent.stamp, limit: 1 }
  expect(await gia.connection.ask('listReceipts', ask)).toEqual({
    ...{ items: [{ user: 'hal', delivered: true, read: false }], more: true },
    ...{ members: 2, delivered: 2, read: 1 },
  })
  expect(await gia.connection.ask('listReceipts', { ...ask, after: 'hal' })).toEqual({
    ...{ items: [{ user: 'ida', delivered: true, read: true }], more: false },
  })
})

it('what has arrived is known after kill -9', async () => {
  await using server = await startServer()
  const [ann, ben] = await friendsByJson(server)
  const sent = await ann.send('user:ben', 'hello')
  await ben.connection.ask('setDelivered', { conversation: 'user:ann', stamp: sent.stamp })
  await server.kill()
  await server.start()
  const again = await enterByJson(server, 'ann', { list: false })
  const { items } = await again.connection.ask('listReceipts', { conversation: 'user:ben', stamp: sent.stamp })
  expect(items).toEqual([{ user: 'ben', delivered: true, read: false }])
})

async function friendsByJson(server: Server) {
  const [ann, ben] = [await enterByJson(server, 'ann'), await enterByJson(server, 'ben')] as const
  await ann.addFriend('ben')
  await ben.expectNews('friends')
  return [ann, ben] as const
}
