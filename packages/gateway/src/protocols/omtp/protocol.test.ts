import { readFileSync } from 'node:fs'
import { type ErrorName, errors, ImError } from '@magpie-im/model'
import { CommonErrorCode, decodePack, decodePayload, ErrorCode, flags, packetByType, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../testing/house.fixture.ts'
import { Envelope } from './envelope/envelope.ts'
import { codes, errorCode, signInErrorCode } from './errors.ts'
import { omtpRoutes } from './routes/index.ts'
import { unsupported } from './routes/unsupported.ts'

const names = Object.keys(errors) as ErrorName[] // as: Object.keys forgets the names it was given
const page = readFileSync(new URL('../../../../../docs/protocols/omtp.md', import.meta.url), 'utf8')

it.each(names)('%s has a number of the protocol, and its text says why (I15)', (name) => {
  expect(Object.values(ErrorCode)).toContain(codes[name])
  expect(codes[name]).not.toBe(ErrorCode.EC_SUCCESS)
  expect(errorCode(new ImError(name, { detail: 'more' }))).toEqual({ code: codes[name], desc: `${errors[name].message}: more` })
})

it.each(names)('at sign-in %s makes clients come back exactly when it may be different later', (name) => {
  expect(signInErrorCode(new ImError(name)).code === ErrorCode.EC_SERVICE_UNAVAILABLE).toBe(errors[name].retry)
})

it('every route is a row of the packet table and of the page about the protocol', async () => {
  const routes = omtpRoutes((await House.withFriends()).ports)
  expect(new Set(routes.map(({ type }) => type)).size).toBe(routes.length)
  for (const { type } of routes) {
    const row = packetByType(type)
    expect([row?.from === 'server', row?.reply === undefined]).toEqual([false, false])
    expect(page).toContain(`| ${type} | ${row?.name}`)
  }
})

it('only signing in is for anyone', async () => {
  const routes = omtpRoutes((await House.withFriends()).ports)
  expect(routes.filter(({ access }) => access === 'anyone').map(({ type }) => type)).toEqual([packets.LOGIN.type])
  expect(unsupported.access).toBe('signed-in')
})

it('every refusal is a whole reply that clients can read, with the id of its request', async () => {
  const { protocol } = await House.withFriends()
  for (const { type } of omtpRoutes((await House.withFriends()).ports)) {
    const header = { type, version: 3, flags: flags.PF_HIGHPRJ, packId: 'p1' }
    const packet = { header, payload: Buffer.from('garbage'), size: 0, envelope: new Envelope() }
    const refused = decodePack(protocol.refuse(packet, new ImError('BadRequest')).subarray(4))
    const version = type === packets.LOGIN.type ? 0 : 3
    expect(refused.header).toEqual({ type, version, flags: flags.PF_HIGHPRJ | flags.PF_ISACK, packId: 'p1' })
    const saysNothing = type === packets.PING.type || type === packets.LOGOUT.type
    expect(refusalIn(type, refused.payload)).toBe(saysNothing ? undefined : ErrorCode.EC_PARAM)
  }
})

it('every type without a route of its own is answered with EC_PROTOCOL, and the connection lives', async () => {
  const house = await House.withFriends('ann')
  const phone = await house.online('ann')
  const routed = new Set(omtpRoutes(house.ports).map(({ type }) => type))
  for (const type of Array.from({ length: 70 }, (_, i) => i).filter((type) => !routed.has(type))) {
    phone.sendRaw(type, Buffer.from('whatever'))
    expect(await phone.expect(type, CommonErrorCode)).toMatchObject({ code: ErrorCode.EC_PROTOCOL, desc: errors.Unsupported.message })
  }
  await phone.expectNothing()
})

it('only a client that shall not come back is told good-bye', async () => {
  const { protocol } = await House.withFriends()
  const told = (['kicked', 'ended', 'disabled', 'idle', 'too-slow', 'stopping', 'signed-out', 'malformed'] as const).filter(
    protocol.farewell,
  )
  expect(told).toEqual(['kicked', 'ended', 'disabled'])
})

it.each([
  ['a length below 4', '00000003', 'malformed'],
  ['a length above 640,000', '0009c401', 'frame-too-large'],
  ['a frame that is no pack', '0000000800000000', 'malformed'],
  ['an empty frame', '00000004', 'malformed'],
])('%s ends the connection', async (_, hex, reason) => {
  const reader = (await House.withFriends()).protocol.open()
  const read = () => reader.push(Buffer.from(hex, 'hex'), () => undefined)
  expect(read).toThrow(expect.objectContaining({ reason }))
})

it('what came whole before malformed bytes is read first', async () => {
  const house = await House.withFriends('ann')
  const phone = await house.online('ann')
  const ping = Buffer.from('000000190a000a10012c36093834363933303838360b1d000c', 'hex')
  phone.connection.receive(Buffer.concat([ping, Buffer.from('00000003', 'hex')]))
  expect((await phone.next()).header).toMatchObject({ type: packets.PING.type, packId: '846930886' })
  expect(phone.connection.state).toBe('draining')
})

/** The code in a reply of this type, wherever its struct has it. */
function refusalIn(type: number, payload: Uint8Array): number | undefined {
  const codec = packetByType(type)?.reply
  const reply =
    codec === undefined ? undefined : (decodePayload(codec, payload) as { code?: number; errorCode?: { code: number } } | undefined) // as: replies have one or the other
  return reply?.errorCode?.code ?? reply?.code
}
