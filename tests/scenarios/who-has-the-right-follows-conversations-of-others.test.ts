import { expect, it } from 'vitest'
import { labelOf, readMessage } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

it('who has the right follows conversations of others, reads their past, and everything is audited', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const group = await ann.createGroup([], { name: 'Club' })
  await ann.send('ben', 'before')
  const guard = await server.signIn('guard')
  expect(await guard.monitor(labelOf('ann', 'ben'))).toBe(28)
  expect((await guard.monitored()).errorCode.code).toBe(23)

  const granted = await server.run('right', 'grant', '--user', 'guard', '--right', 'monitor')
  expect(granted).toMatchObject({ code: 0, stdout: 'monitor everywhere\n' })
  expect([await guard.monitor(labelOf('ann', 'ben')), await guard.monitor(group), await guard.monitor(labelOf('no', 'body'))]).toEqual([
    0, 0, 28,
  ])

  await ann.send('ben', 'hello')
  await ann.tell(group, 'anybody here?')
  expect(await guard.expectMessage()).toMatchObject({ sessionId: labelOf('ann', 'ben'), from: 'ann', to: 'ben', content: 'hello' })
  expect(await guard.expectGroupMessage()).toMatchObject({ sessionId: group, content: 'anybody here?' })

  const { sessions } = await guard.monitored()
  const shown = sessions.map(({ sessionId, unreadCount, lastMsgs }) => [
    sessionId,
    unreadCount,
    lastMsgs.map(({ header, payload }) => readMessage({ ...header, payload }).content),
  ])
  expect(shown).toEqual([
    [labelOf('ann', 'ben'), 0, ['hello']],
    [group, 0, ['anybody here?']],
  ])
  expect((await guard.historyPage(labelOf('ann', 'ben'))).messages.map(({ content }) => content)).toEqual(['hello', 'before'])
  expect((await guard.hotSessions()).items).toEqual([])
  expect(await ben.expectMessage()).toMatchObject({ content: 'before' })
  expect(await ben.expectMessage()).toMatchObject({ content: 'hello' })
  await ben.expectNothing()
})

it('what is followed is followed after a restart, until the right is taken', async () => {
  await using server = await startServer()
  await server.friends('ann', 'ben')
  await (await server.signIn('guard')).close()
  await server.run('right', 'grant', '--user', 'guard', '--right', 'monitor')
  const before = await server.signIn('guard')
  expect(await before.monitor(labelOf('ann', 'ben'))).toBe(0)

  await server.restart()
  const [ann, guard] = [await server.signIn('ann'), await server.signIn('guard')]
  await ann.send('ben', 'one')
  expect(await guard.expectMessage()).toMatchObject({ content: 'one' })
  expect(await server.run('right', 'revoke', '--user', 'guard', '--right', 'monitor')).toMatchObject({ code: 0, stdout: '' })
  await ann.send('ben', 'two')
  await guard.expectNothing()
  expect(await guard.historyPage(labelOf('ann', 'ben'))).toMatchObject({ code: 28, messages: [] })
})
