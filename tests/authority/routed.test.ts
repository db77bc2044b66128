import { expect, it } from 'vitest'
import { OmtpConnection } from '../drivers/omtp/connection.ts'
import { startServer } from '../drivers/process.ts'
import { OutsideService } from '../drivers/service.ts'
import { tcp, webSocket } from '../drivers/transports.ts'

const claims = Buffer.from(JSON.stringify({ type: 201, user: 'ann', device: { id: 'hers' }, packId: 'x' }))

it.each([
  ['tcp', tcp],
  ['a WebSocket', webSocket()],
])('a packet for a service of others is told with its true user, and before sign-in not at all (%s)', async (_, transport) => {
  await using service = await OutsideService.open(() => ({ payload: '' }))
  await using server = await startServer({
    config: `services: { own: { addresses: ["${service.url}"] } }\nroutes: [{ types: 200-249, service: own }]\n`,
  })
  const stranger = await OmtpConnection.open(server, transport)
  await expect(stranger.request({ type: 200, version: 1, flags: 0n, packId: 'x', payload: claims })).rejects.toThrow('the connection ended')
  const eve = await server.signIn('eve', { via: transport, deviceId: 'her own' })
  for (const type of [200, 249]) await eve.request(type, claims)

  expect(service.questions.map(({ body }) => JSON.parse(body))).toMatchObject(
    [200, 249].map((type) => ({ type, user: 'eve', device: { id: 'her own' }, payload: claims.toString('base64') })),
  )
  expect(JSON.stringify(service.questions.map(({ headers }) => headers))).not.toContain('ann')
})
