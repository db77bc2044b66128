import { expect, it } from 'vitest'
import { isAck, types } from '../drivers/omtp/packets.ts'
import { everyWay, startServer } from '../drivers/process.ts'

it.each(everyWay)('acks and deliveries of 500 pipelined messages come in the order they were sent, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann', 'bob')
  const ids = Array.from({ length: 500 }, (_, i) => `pipelined-${i}`)

  const acks = await Promise.all(ids.map((packId) => ann.send('bob', packId, { packId })))
  await ben.ping()

  const acked = ann.connection.received.filter((packet) => packet.type === types.singleChat && isAck(packet)).map(({ packId }) => packId)
  const delivered = ben.connection.pending().map(({ packId }) => packId)
  expect(acked).toEqual(ids)
  expect(delivered).toEqual(ids)
  const seqIds = acks.map(({ seqId }) => seqId)
  expect(seqIds).toEqual([...new Set(seqIds)].sort((a, b) => Number(a - b)))
  expect((await ben.history('ann')).map(({ packId }) => packId)).toEqual(ids)
})

it.each(everyWay)('requests of different kinds on one connection are answered in the order they came, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann] = await server.friends('ann', 'bob')
  const from = ann.connection.received.length

  await Promise.all([
    ann.send('bob', 'one'),
    ann.historyPage('nowhere'),
    ann.ping(),
    ann.hotSessions(),
    ann.send('bob', 'two'),
    ann.friends(),
    ann.ping(),
  ])

  const { ping, singleChat, history, hotSessions, friendSync } = types
  const answered = ann.connection.received.slice(from).map(({ type }) => type)
  expect(answered).toEqual([singleChat, history, ping, hotSessions, singleChat, friendSync, ping])
})
