import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

it('a remark is shown in the list of friends, and to nobody else', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const tablet = await server.signIn('ann', { deviceType: 2 })

  expect(await ann.setUserAttribute('ben', 'REMARK', 'my brother')).toBe(0)

  await tablet.expect('sync')
  for (const client of [ann, ben]) await client.expectNothing()
  expect(await tablet.friends()).toEqual([{ userId: 'ann', friendId: 'ben', remark: 'my brother' }])
  expect((await ben.friends()).map(({ remark }) => remark)).toEqual([''])
})

it('a remark given with FRIEND_ADD is the attribute REMARK', async () => {
  await using server = await startServer()
  const [ann] = [await server.signIn('ann'), await server.signIn('ben')]

  await ann.addFriend('ben', { remark: 'my brother' })

  expect((await ann.userAttributes('ben')).attributes).toMatchObject([{ attrName: 'REMARK', attrValue: 'my brother' }])
})

it('attributes of a friend are kept over a crash and asked for all or one by one', async () => {
  await using server = await startServer()
  const [before] = await server.friends('ann', 'ben')
  for (const value of ['work', 'school']) expect(await before.setUserAttribute('ben', 'LABEL', value)).toBe(0)
  await server.restart()
  const ann = await server.signIn('ann')

  const label = { userId: 'ann', friendId: 'ben', attrName: 'LABEL', attrValue: 'school' }
  expect(await ann.userAttributes('ben')).toMatchObject({ errorCode: { code: 0 }, attributes: [label] })
  expect((await ann.userAttributes('ben', 'LABEL')).attributes).toEqual([label])
  expect((await ann.userAttributes('ben', 'NOSUCH')).attributes).toEqual([{ ...label, attrName: 'NOSUCH', attrValue: '' }])
  expect((await ann.userAttributes('')).errorCode.code).toBe(2)
})

it('an attribute needs a friend, a name and a value', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')

  const codes = [
    await ann.setUserAttribute('', 'LABEL', 'x'),
    await ann.setUserAttribute('ben', '', 'x'),
    await ann.setUserAttribute('ben', 'LABEL', ''),
    await ann.setUserAttribute('ben', 'x'.repeat(65), 'x'),
    await ann.setUserAttribute('cas', 'LABEL', 'x'),
  ]

  expect(codes).toEqual([2, 2, 2, 2, 50])
  expect((await ann.userAttributes('ben')).attributes).toEqual([])
})

it('what is kept about a conversation comes with it at the next sync of all one’s devices, also after a crash', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const tablet = await server.signIn('ann', { deviceType: 2 })
  await ben.send('ann', 'hello')
  const since = (await tablet.hotSessions()).timestamp
  const label = labelOf('ann', 'ben')

  expect([await ann.setSessionAttribute(label, 'TOP', '1'), await ann.setSessionAttribute(label, 'MUTE', 'yes')]).toEqual([0, 0])
  expect([await ann.setSessionAttribute(label, 'TOP', ''), await ann.setSessionAttribute('', 'TOP', '1')]).toEqual([2, 2])

  const changed = await tablet.hotSessions(since)
  const [item] = changed.items
  expect(JSON.parse(item?.attribute ?? '')).toEqual({ TOP: '1', MUTE: 'yes' })
  expect(item).toMatchObject({ sessionId: label, unreadCount: 1 })
  expect((await tablet.hotSessions(changed.timestamp)).items).toEqual([])
  expect((await ben.hotSessions()).items).toMatchObject([{ attribute: '' }])

  await server.restart()
  const again = await (await server.signIn('ann')).hotSessions(since)
  expect(again.items.map(({ attribute }) => JSON.parse(attribute))).toEqual([{ TOP: '1', MUTE: 'yes' }])
})

it('what is kept about a conversation waits for its first message', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  expect(await ann.setSessionAttribute(labelOf('ann', 'ben'), 'TOP', '1')).toBe(0)
  expect((await ann.hotSessions()).items).toEqual([])

  await ben.send('ann', 'hello')

  expect((await ann.hotSessions()).items).toMatchObject([{ attribute: '{"TOP":"1"}' }])
})
