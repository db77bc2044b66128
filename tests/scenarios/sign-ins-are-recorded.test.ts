import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { OutsideService } from '../drivers/service.ts'

it('who signed in, who gave a wrong password and whom the product refused is on record, newest first, restarts included', async () => {
  await using product = await OutsideService.open(({ body }) => ({ ok: false, reason: JSON.parse(body).userId }))
  await using server = await startServer({ config: `auth:\n  provider: http\nservices:\n  auth:\n    addresses: [${product.url}]\n` })
  await server.signIn('ann', { deviceType: 1, deviceId: 'phone' })
  for (const user of ['wrong-credentials', 'somebody']) {
    const client = await server.connect()
    await client.signIn(user, { password: 'correct horse' })
  }
  // A kill could come before what nobody waits for is on the disk.
  await server.stop()
  await server.start()
  const backend = await server.backend('read')
  const records = await backend.all('/api/v1/sign-ins', 1)
  expect(records.map(({ user, result }) => [user, result])).toEqual([
    ['somebody', 'RefusedByProvider'],
    ['wrong-credentials', 'WrongCredentials'],
    ['ann', 'ok'],
  ])
  expect(await backend.all('/api/v1/sign-ins?user=ann', 1)).toMatchObject([
    { user: 'ann', device: { id: 'phone', type: 'ios' }, address: '127.0.0.1', door: 'omtp', result: 'ok' },
  ])
  expect(JSON.stringify(records)).not.toContain('correct horse')
})
