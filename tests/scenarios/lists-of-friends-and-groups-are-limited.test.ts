import { expect, it } from 'vitest'
import { types } from '../drivers/omtp/packets.ts'
import { CommonErrorCode, FriendAddReq } from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

it('a friend or a group too many is refused (7), whoever asks, until there is room', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_FRIENDS: '1', MAGPIE_LIMITS_GROUPS_PER_USER: '1' } })
  const [amy, ben] = await server.friends('amy', 'bob')
  const cas = await server.signIn('cas')

  expect([await amy.addFriend('cas'), await cas.addFriend('bob')]).toEqual([7, 7])
  expect((await cas.friends()).length).toBe(0)
  expect(await amy.removeFriend('bob')).toBe(0)
  expect(await amy.addFriend('cas')).toBe(0)

  const group = await amy.createGroup(['bob'])
  expect((await amy.askToCreate([])).errorCode).toMatchObject({
    code: 7,
    desc: 'the user is in as many groups as he may be: at most 1',
  })
  expect((await cas.askToCreate(['bob'])).errorCode.code).toBe(7)
  expect(await ben.quit(group, 'bob')).toBe(0)
  expect((await cas.askToCreate(['bob'])).errorCode.code).toBe(0)
})

it('a list without entries is refused (2)', async () => {
  await using server = await startServer()
  const ann = await server.signIn('ann')
  const group = await ann.createGroup([])

  for (const type of [types.friendAdd, types.friendDelete]) {
    const { payload } = await ann.request(type, FriendAddReq.encode({ friends: [] }))
    expect(CommonErrorCode.decode(payload).code).toBe(2)
  }
  expect([await ann.join(group), await ann.quit(group)]).toEqual([2, 2])
  expect((await ann.userInfos()).errorCode.code).toBe(2)
})
