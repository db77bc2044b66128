import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { encodePacket, types } from '../drivers/omtp/packets.ts'
import { MsgReq } from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

const message = (names: readonly [string, string], content: string) => {
  const [from, to] = names
  const payload = MsgReq.encode({ sessionId: labelOf(from, to), from, to, contentType: 1, content })
  return encodePacket({ type: types.singleChat, version: 1, flags: 0n, packId: content, payload })
}

it.for([1, 2, 3, 7, 50])('messages arrive whole when their bytes come %i at a time', async (size) => {
  const names = [`ann-${size}`, `bob-${size}`] as const
  const [ann, bob] = await server().friends(...names)
  const stream = Buffer.concat([message(names, 'one'), message(names, 'two')])
  const acks = ['one', 'two'].map((packId) => ann.connection.reply(types.singleChat, packId))

  for (let at = 0; at < stream.length; at += size) {
    ann.connection.write(stream.subarray(at, at + size))
    await new Promise(setImmediate)
  }

  await Promise.all(acks)
  expect([await bob.expectMessage(), await bob.expectMessage()].map(({ content }) => content)).toEqual(['one', 'two'])
})
