import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { encodePacket, types } from '../drivers/omtp/packets.ts'
import { MsgReq } from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

const message = (packId: string, content: string) => {
  const payload = MsgReq.encode({ sessionId: labelOf('ann', 'bob'), from: 'ann', to: 'bob', contentType: 1, content })
  return encodePacket({ type: types.singleChat, version: 1, flags: 0n, packId, payload })
}

it.for([1, 2, 3, 7, 50])('messages arrive whole when their bytes come %i at a time', async (size) => {
  await using server = await startServer()
  const [ann, bob] = await server.friends('ann', 'bob')
  const stream = Buffer.concat([message('1', 'one'), message('2', 'two')])
  const acks = ['1', '2'].map((packId) => ann.connection.reply(types.singleChat, packId))

  for (let at = 0; at < stream.length; at += size) {
    ann.connection.write(stream.subarray(at, at + size))
    await new Promise(setImmediate)
  }

  await Promise.all(acks)
  expect([await bob.expectMessage(), await bob.expectMessage()].map(({ content }) => content)).toEqual(['one', 'two'])
})
