import { ErrorCode } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'

it('an overloaded server tells who signs in to come back (6), and then who writes (7), and serves everything else', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  strain(house, 300)
  const phone = house.connect()
  const { errorCode } = await phone.login({ clientId: 'ann', password: await house.tokenOf('ann') })
  expect(errorCode).toEqual({
    code: ErrorCode.EC_SERVICE_UNAVAILABLE,
    desc: 'the server has too much to do at the moment; try again in 2.0 s',
  })
  expect(phone.connection.state).toBe('draining')
  expect((await ann.say({ from: 'ann', to: 'ben' })).errorCode.code).toBe(0)
  await ben.expectMessage()

  strain(house, 1000)
  expect((await ann.say({ from: 'ann', to: 'ben' })).errorCode.code).toBe(ErrorCode.EC_SERVER_REFUSED)
  await ben.expectNothing()
  await ann.sync()

  strain(house, 0)
  expect((await ann.say({ from: 'ann', to: 'ben' })).errorCode.code).toBe(0)
  await house.online('ben')
  expect(house.counted.signIns).toEqual(['omtp done', 'omtp done', 'omtp Overloaded', 'omtp done'])
})

function strain(house: House, loopDelayMs: number): void {
  house.strain = { loopDelayMs, memory: 0 }
  for (let i = 0; i < 3; i++) house.clock.pass(500)
}
