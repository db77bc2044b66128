import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  decodePack,
  defaultLoginResp,
  encodeFramed,
  Framing,
  HotSessionResp,
  LoginResp,
  MsgAck,
  MsgReq,
  type OTIMPack,
  packets,
} from '@magpie-im/wire'
import { afterEach, expect, it } from 'vitest'
import { flowOfPairs } from './cast.ts'
import { type FlowResult, generate, type MomentName, wrongIn } from './generate.ts'
import { countOf, percentile } from './histogram.ts'
import type { Flow, Pace } from './plan.ts'
import { textOf } from './requests.ts'

/** What a server makes of the message with a number: how often it acknowledges, with which code, and how often it delivers. */
interface Deed {
  readonly acks?: number
  readonly code?: number
  readonly deliveries?: number
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server for one pair, whose users sign in one after the other: it acknowledges to the first and delivers to the second. */
async function serve(deedFor: (number: number) => Deed): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    const framing = new Framing()
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const { header } of framing.push(chunk).map(decodePack)) answer(header, socket, sockets)
    })
  }).listen(0, '127.0.0.1')
  const answer = (header: OTIMPack['header'], socket: Socket, [first, second]: readonly Socket[]) => {
    const back = { ...header, flags: 1 }
    const fine = { code: 0, desc: '' }
    if (header.type === packets.LOGIN.type) {
      socket.write(encodeFramed(back, LoginResp, { ...defaultLoginResp(), clientId: 'u' }))
    } else if (header.type === packets.HOTSESSION_SYNC.type) {
      socket.write(encodeFramed(back, HotSessionResp, { errorCode: fine, timestamp: 0, sessions: [] }))
    } else {
      const { acks = 1, code = 0, deliveries = 1 } = deedFor(Number(header.packId) - 1_000_000_000)
      const ack = encodeFramed(back, MsgAck, { errorCode: { code, desc: '' }, sessionId: 's', seqId: 1, timestamp: 1 })
      const message = encodeFramed(header, MsgReq, textOf('u0', 'u1', { label: 's' }))
      for (let time = 0; time < acks; time++) first?.write(ack)
      for (let time = 0; time < deliveries; time++) second?.write(message)
    }
  }
  await once(server, 'listening')
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port // as: it listens on TCP
}

async function play(deedFor: (number: number) => Deed, pace: Pace, more: Partial<Flow> = {}) {
  const port = await serve(deedFor)
  const told: MomentName[] = []
  const at = new Map<MomentName, number>()
  const users = ['u0', 'u1'].map((name) => ({ name, token: 'none' }))
  const flows = [{ ...flowOfPairs(1, pace), ...more }]
  const plan = { port, warmUpSeconds: 0.1, seconds: 0.6, drainSeconds: 0.5, users, flows }
  const [result] = await generate(plan, (name, { seconds }) => {
    told.push(name)
    at.set(name, seconds)
  })
  return { result: result as FlowResult, told, seconds: (at.get('end') ?? 0) - (at.get('begin') ?? 0) } // as: one flow, one result
}

const honest = () => ({})

it('every ack and delivery is counted, and what was measured is told from what came before and after', async () => {
  const { result, told } = await play(honest, { window: 4 })

  expect(told).toEqual(['ready', 'begin', 'end'])
  expect(wrongIn(result)).toBe(0)
  expect(result.acked).toBeGreaterThan(0)
  expect(result.ackedInAll).toBeGreaterThanOrEqual(result.acked)
  expect(result.deliveredInAll).toBeGreaterThanOrEqual(result.ackedInAll)
  expect(countOf(result.acks)).toBe(result.acked)
})

it('at a rate so many are sent, and their latency counts from when they were due', async () => {
  const { result, seconds } = await play(honest, { perSecond: 200 })

  expect(wrongIn(result)).toBe(0)
  expect(Math.abs(result.acked - 200 * seconds)).toBeLessThan(20)
  expect(percentile(result.deliveries, 0.5)).toBeGreaterThan(0)
})

it('a refusal is not taken for an ack', async () => {
  const { result } = await play((number) => ({ code: number === 3 ? 50 : 0 }), { window: 1 })

  expect(result).toMatchObject({ refused: 1, disordered: 0, missing: 0 })
})

it('a message that is delivered twice is out of order', async () => {
  const { result } = await play((number) => ({ deliveries: number === 3 ? 2 : 1 }), { window: 1 })

  expect(result.disordered).toBeGreaterThan(0)
})

it('a message that is never delivered is seen, whoever comes after it', async () => {
  const { result } = await play((number) => ({ deliveries: number === 3 ? 0 : 1 }), { window: 1 })

  expect(result.disordered).toBe(1)
})

it('the last messages are missed too', async () => {
  const { result } = await play((number) => ({ deliveries: number < 3 ? 1 : 0 }), { window: 1 })

  expect(result.missing).toBeGreaterThan(0)
})

it('a message that is never acknowledged ends the window, and counts', async () => {
  const { result } = await play((number) => ({ acks: number === 3 ? 0 : 1 }), { window: 1 })

  expect(result).toMatchObject({ unacked: 1, missing: 0 })
})

it('whoever may be spared messages need not get all, but the last', async () => {
  const spared = await play((number) => ({ deliveries: number % 5 === 0 ? 0 : 1 }), { window: 1 }, { gaps: true })
  const silent = await play((number) => ({ deliveries: number < 3 ? 1 : 0 }), { window: 1 }, { gaps: true })

  expect(spared.result.disordered).toBe(0)
  expect(spared.result.spared).toBeGreaterThan(0)
  expect(silent.result.missing).toBeGreaterThan(0)
})

it('a connection that is lost ends it all', async () => {
  const port = await serve(honest)
  closing.shift()?.()

  const plan = { port, warmUpSeconds: 0, seconds: 1, drainSeconds: 1, users: [{ name: 'u0', token: 'none' }], flows: [] }
  await expect(generate(plan, () => undefined)).rejects.toThrow(/refused|closed/)
})
