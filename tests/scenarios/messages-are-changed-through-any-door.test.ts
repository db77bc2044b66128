import { expect, it } from 'vitest'
import { enter, everyMix, friends } from '../drivers/doors.ts'
import { expectRefused, type Person } from '../drivers/person.ts'
import { startServer } from '../drivers/process.ts'

it.for(everyMix)(
  'what becomes of messages is told to everybody it concerns, and found by who was away, through %s and %s',
  async ([one, other]) => {
    await using server = await startServer()
    const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])
    const desk = await enter(server, other, 'ann', { type: 'ios' })
    const [first, second, third] = [await say(ann, 'a secret'), await say(ann, 'two'), await say(ann, 'three')]
    for (const device of [ben, desk]) for (let i = 0; i < 3; i++) await device.expectMessage()

    await ann.control('revoke', first)
    await ann.control('override', second, 'second')
    await ben.control('delete', { ...third, conversation: 'user:ann' })

    for (const [device, conversation] of [
      [ben, 'user:ann'],
      [desk, 'user:bob'],
    ] as const) {
      expect(await device.expectControl()).toEqual({ conversation, action: 'revoke', stamp: first.stamp, text: '' })
      expect(await device.expectControl()).toEqual({ conversation, action: 'override', stamp: second.stamp, text: 'second' })
    }
    for (const device of [ann, ben, desk]) await device.expectNothing()
    for (const when of ['before', 'after']) {
      if (when === 'after') await server.restart()
      expect(await briefly(await enter(server, other, 'bob'), 'user:ann')).toEqual([' revoked', 'second replaced'])
      expect(await briefly(await enter(server, one, 'ann'), 'user:bob')).toEqual([' revoked', 'second replaced', 'three normal'])
    }
  },
)

it.for(everyMix)('nobody controls what is not his to control, and nothing changes, through %s and %s', async ([one, other]) => {
  await using server = await startServer()
  const [ann, ben] = await friends(server, [one, other], ['ann', 'bob'])
  const eve = await enter(server, other, 'eve')
  const message = await say(ann, 'hello')
  await ben.expectMessage()
  const ofAnn = { ...message, conversation: 'user:ann' }

  for (const action of ['revoke', 'override'] as const) await expectRefused('ControlNotAllowed', ben.control(action, ofAnn, 'x'))
  for (const action of ['revoke', 'override', 'delete'] as const) await expectRefused('NotInConversation', eve.control(action, ofAnn, 'x'))
  await expectRefused('MessageNotFound', ann.control('revoke', { ...message, stamp: 1 }))

  for (const person of [ann, ben, eve]) await person.expectNothing()
  expect(await briefly(ben, 'user:ann')).toEqual(['hello normal'])
})

async function say(sender: Person, text: string) {
  const id = `${text} by ${sender.user}`
  return { ...(await sender.send('user:bob', text, { id })), conversation: 'user:bob', id }
}

async function briefly(person: Person, conversation: string): Promise<string[]> {
  return (await person.history(conversation)).map(({ text, state }) => `${text} ${state}`)
}
