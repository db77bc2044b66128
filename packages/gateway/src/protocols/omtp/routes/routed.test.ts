import { type CustomRequest, errors, ImError } from '@magpie-im/model'
import { CommonErrorCode, ErrorCode, flags, packets, raw } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'

interface Asked extends CustomRequest {
  answer(payload: Uint8Array): void
  refuse(error: ImError): void
}

it('a routed packet is answered by its service, which is told who asks', async () => {
  const { house, asked } = await routing(200)
  const ann = await house.online('ann')
  ann.send(row(200), new Uint8Array([1, 2]), { packId: 'p1', version: 7 })
  const [request] = asked
  expect(request).toMatchObject({ type: 200, user: 'ann', device: { id: 'device 1', type: 'ios' }, requestId: 'p1', trace: 'p1' })
  expect([...(request?.payload ?? [])]).toEqual([1, 2])

  request?.answer(new Uint8Array([3]))
  const { header, payload } = await ann.next()
  expect(header).toEqual({ type: 200, version: 7, flags: flags.PF_ISACK, packId: 'p1' })
  expect([...payload]).toEqual([3])
})

it.each(['OutsideUnavailable', 'OutsideUnusable'] as const)('without an answer (%s) the reply is code 6 and says why', async (name) => {
  const { house, asked } = await routing(200)
  const ann = await house.online('ann')
  ann.sendRaw(200, new Uint8Array())
  asked[0]?.refuse(new ImError(name, { detail: 'status 404' }))
  const reply = await ann.expect(200, CommonErrorCode)
  expect(reply).toMatchObject({ code: ErrorCode.EC_SERVICE_UNAVAILABLE, desc: `${errors[name].message}: status 404` })
  expect(ann.connection.state).toBe('signed-in')
})

it('types that no service answers are refused as ever (1), and payloads above 65,536 bytes too (41)', async () => {
  const { house, asked } = await routing(200)
  const ann = await house.online('ann')
  ann.sendRaw(201, new Uint8Array())
  expect((await ann.expect(201, CommonErrorCode)).code).toBe(ErrorCode.EC_PROTOCOL)
  ann.sendRaw(200, new Uint8Array(65_537))
  expect((await ann.expect(200, CommonErrorCode)).code).toBe(ErrorCode.EC_MSG_TOO_LONG)
  expect(asked).toEqual([])
})

it('nobody is asked before sign-in', async () => {
  const { house, asked } = await routing(200)
  const phone = house.connect()
  phone.sendRaw(200, new Uint8Array())
  expect([phone.connection.state, asked]).toEqual(['draining', []])
})

it('one connection asks one thing after the other, a refusal included, and another does not wait for it (I4)', async () => {
  const { house, asked } = await routing(200, 201)
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  for (const type of [200, 201, 200]) ann.sendRaw(type, new Uint8Array())
  ben.sendRaw(200, new Uint8Array())
  expect(asked.map(({ user, type }) => [user, type])).toEqual([
    ['ann', 200],
    ['ben', 200],
  ])

  asked[0]?.refuse(new ImError('OutsideUnavailable'))
  expect((await ann.next()).header.type).toBe(200)
  expect(asked.map(({ type }) => type)).toEqual([200, 200, 201])
  asked[2]?.answer(new Uint8Array())
  expect((await ann.next()).header.type).toBe(201)
  expect(asked).toHaveLength(4)
})

it('a message behind it is delivered meanwhile, and only its ack waits (I4)', async () => {
  const { house, asked } = await routing(200)
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  ann.sendRaw(200, new Uint8Array())
  const acked = ann.say({ from: 'ann', to: 'ben' }).catch((unexpected: Error) => unexpected.message)
  expect(await ben.expectMessage()).toMatchObject({ from: 'ann' })

  asked[0]?.answer(new Uint8Array())
  expect(await acked).toBe('expected MSG_SINGLE_CHAT, got type 200')
  expect((await ann.next()).header.type).toBe(packets.MSG_SINGLE_CHAT.type)
})

it('what still waits when a connection ends is not asked any more', async () => {
  const { house, asked } = await routing(200)
  const ann = await house.online('ann')
  for (let i = 0; i < 3; i++) ann.sendRaw(200, new Uint8Array())
  ann.connection.closed()
  asked[0]?.answer(new Uint8Array())
  await ann.connection.finish()
  expect(asked).toHaveLength(1)
})

function row(type: number) {
  return { type, request: raw }
}

async function routing(...types: readonly number[]) {
  const asked: Asked[] = []
  const service = {
    answer: (request: CustomRequest) => new Promise<Uint8Array>((answer, refuse) => void asked.push({ ...request, answer, refuse })),
  }
  const house = new House({ custom: new Map(types.map((type) => [type, service])) })
  await house.befriend('ann', 'ben')
  return { house, asked }
}
