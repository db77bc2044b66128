import { expect, it } from 'vitest'
import { enter, everyMix } from '../drivers/doors.ts'
import { expectRefused } from '../drivers/person.ts'
import { startServer } from '../drivers/process.ts'

it.for(everyMix)('a group is founded, chats, changes and ends, through %s and %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = [await enter(server, one, 'ann'), await enter(server, other, 'bob')]
  const away = await enter(server, other, 'cas')
  await away.close()
  const group = await ann.createGroup('bob', 'cas')
  await ben.expectNews('groups')

  const { stamp } = await ann.send(`group:${group}`, 'At noon?', { id: 'g1' })
  expect(await ben.expectMessage()).toMatchObject({ conversation: `group:${group}`, from: 'ann', text: 'At noon?', id: 'g1', stamp })
  await ben.send(`group:${group}`, 'Yes')
  expect(await ann.expectMessage()).toMatchObject({ conversation: `group:${group}`, from: 'bob', text: 'Yes' })
  const back = await enter(server, other, 'cas', { list: false })
  expect((await back.list()).items).toMatchObject([{ conversation: `group:${group}`, unread: 2, newest: { text: 'Yes' } }])

  await ann.rename(group, 'Lunch')
  await ben.expectNews('group')
  await ann.handOver(group, 'bob')
  await ben.expectNews('group')
  await ben.removeFrom(group, 'cas')
  await ann.expectNews('members')
  expect(await ann.members(group)).toEqual(['ann', 'bob'])
  await ben.dismiss(group)
  await ann.expectNews('groups')
  expect([await ann.groups(), await ben.groups()]).toEqual([[], []])
  await expectRefused('GroupNotFound', ann.send(`group:${group}`, 'Anybody?'))
})

it.for(everyMix)('who joins sees what comes after, and who left sees nothing, through %s and %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = [await enter(server, one, 'ann'), await enter(server, other, 'bob')]
  const group = await ann.createGroup()
  await ann.send(`group:${group}`, 'before')
  await ann.addTo(group, 'bob')
  await ben.expectNews('members')
  await ben.expectNews('groups')
  await ann.send(`group:${group}`, 'after')
  expect(await ben.expectMessage()).toMatchObject({ text: 'after' })
  expect((await ben.history(`group:${group}`)).map(({ text }) => text)).toEqual(['after'])

  await ann.removeFrom(group, 'bob')
  await ben.expectNews('groups')
  await ann.send(`group:${group}`, 'without him')

  await ben.expectNothing()
  await expectRefused('NotInConversation', ben.history(`group:${group}`))
  await expectRefused('NotInGroup', ben.send(`group:${group}`, 'Let me in'))
  expect((await ben.list()).items).toEqual([])
})

it.for(everyMix)(
  'who is not in a group can do nothing with it, and a member not what is the owner’s, through %s and %s',
  async ([one, other]) => {
    await using server = await startServer()
    const [ann, ben, eve] = [await enter(server, one, 'ann'), await enter(server, other, 'bob'), await enter(server, other, 'eve')]
    const group = await ann.createGroup('bob')
    await ben.expectNews('groups')
    const { stamp } = await ann.send(`group:${group}`, 'secret')
    await ben.expectMessage()

    await expectRefused('NotInGroup', eve.send(`group:${group}`, 'hello'))
    await expectRefused('NotInConversation', eve.history(`group:${group}`))
    await expectRefused('NotInConversation', eve.markRead(`group:${group}`, stamp))
    await expectRefused('NotInGroup', eve.members(group))
    await expectRefused('NotInGroup', eve.addTo(group, 'eve'))
    await expectRefused('NotInGroup', eve.removeFrom(group, 'ann'))
    await expectRefused('NotInGroup', eve.dismiss(group))
    await expectRefused('NotInGroup', eve.rename(group, 'Mine'))
    await expectRefused('NotGroupOwner', ben.dismiss(group))
    await expectRefused('NotGroupOwner', ben.handOver(group, 'bob'))
    await expectRefused('NotGroupOwner', ben.rename(group, 'Mine'))
    await expectRefused('GroupNotAllowed', ben.removeFrom(group, 'ann'))

    expect(await ann.members(group)).toEqual(['ann', 'bob'])
    for (const person of [ann, ben, eve]) await person.expectNothing()
  },
)
