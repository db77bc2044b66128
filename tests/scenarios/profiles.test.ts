import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('a profile is kept as it was sent, over a crash, and friends are told', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const profile = { userId: 'ann', name: 'Ann 🐦', avatar: 'avatars/ann.png', mobile: '5550100', birthday: -9223372036854775808n }

  expect(await ann.updateUserInfo(profile)).toBe(0)

  await ben.expect('sync')
  await ann.expectNothing()
  expect((await ben.userInfos('ann')).userInfos).toEqual([profile])
  await server.restart()
  expect((await (await server.signIn('cas')).userInfos('ann')).userInfos).toEqual([profile])
})

it('everybody asked for is answered once, in that order; who does not exist has no name', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')

  const { errorCode, userInfos } = await ann.userInfos('nobody', 'ben', 'ann', 'ben')

  expect(errorCode.code).toBe(0)
  expect(userInfos.map(({ userId, name }) => [userId, name])).toEqual([
    ['nobody', ''],
    ['ben', 'ben'],
    ['ann', 'ann'],
  ])
})

it('nobody at all, or more than 1,000, cannot be asked for', async () => {
  await using server = await startServer()
  const ann = await server.signIn('ann')
  const many = Array.from({ length: 1001 }, (_, i) => `user-${i}`)

  expect((await ann.userInfos()).errorCode.code).toBe(2)
  expect((await ann.userInfos(...many)).errorCode.code).toBe(2)
  expect((await ann.userInfos(...many.slice(1))).userInfos).toHaveLength(1000)
})

it('a field that is too long is refused, and nothing of the rest is taken', async () => {
  await using server = await startServer()
  const ann = await server.signIn('ann')

  expect(await ann.updateUserInfo({ name: 'Ann', avatar: 'x'.repeat(1025) })).toBe(2)
  expect((await ann.userInfos('ann')).userInfos[0]).toMatchObject({ name: 'ann', avatar: '' })
})
