import { describe, expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { startServer } from '../drivers/process.ts'

/** Two members make a group large when the fan-out limit is 1. */
const sizes = [
  ['small', {}],
  ['large, over TLS', { secure: true, env: { MAGPIE_GROUPS_FAN_OUT_LIMIT: '1' } }],
] as const

describe.each(sizes)('in a group that counts as %s', (_, settings) => {
  it('everybody in a group gets a message once, and who was away finds it with the exact unread count', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const away = await server.signIn('cas')
    await away.close()
    const desk = await server.signIn('ann', { deviceType: 1 })
    const group = await ann.createGroup(['ben', 'cas'], { name: 'Lunch' })
    expect([await ben.expectSync(2), await desk.expectSync(2)]).toEqual([group, group])

    const { seqId } = await ann.tell(group, 'At noon?')
    await ben.tell(group, 'Yes')

    const [atBens, atDesk] = [await ben.expectGroupMessage(), await desk.expectGroupMessage()]
    for (const message of [atBens, atDesk]) expect(message).toMatchObject({ sessionId: group, from: 'ann', to: group, seqId })
    expect(await ann.expectGroupMessage()).toMatchObject({ from: 'ben', content: 'Yes' })
    await ben.expectNothing()
    const { items } = await (await server.signIn('cas', { sync: false })).hotSessions()
    expect(items).toMatchObject([{ sessionId: group, unreadCount: 2, readSeqId: 0n }])
  })

  it('a group, its unread counts and its members survive kill -9 and a restart', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const group = await ann.createGroup(['ben'], { name: 'Lunch' })
    for (const content of ['one', 'two', 'three']) await ann.tell(group, content)
    const { seqId } = await ben.tell(group, 'four')
    await ben.markReadAs(group, seqId - 1n)
    await ann.tell(group, 'five')

    await server.restart()

    const [annAgain, benAgain] = [await server.signIn('ann', { sync: false }), await server.signIn('ben', { sync: false })]
    expect((await annAgain.hotSessions()).items).toMatchObject([{ sessionId: group, unreadCount: 1 }])
    expect((await benAgain.hotSessions()).items).toMatchObject([{ sessionId: group, unreadCount: 1 }])
    expect(await benAgain.groupMembers(group)).toMatchObject({ memberIds: ['ann', 'ben'] })
    expect((await benAgain.groups()).groupChats).toMatchObject([{ groupId: group, name: 'Lunch', creatorId: 'ann', memberLimit: 1000 }])
    expect((await annAgain.tell(group, 'six')).errorCode.code).toBe(0)
    expect((await benAgain.expectGroupMessage()).content).toBe('six')
  })

  it('who joins sees what comes after, and who left sees nothing', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const group = await ann.createGroup([])
    await ann.tell(group, 'before')
    expect(await ann.join(group, 'ben')).toBe(0)
    await ben.expectSync(4)
    await ben.expectSync(2)
    await ann.tell(group, 'after')
    expect((await ben.expectGroupMessage()).content).toBe('after')
    expect((await ben.historyPage(group)).messages.map(({ content }) => content)).toEqual(['after'])
    expect((await ben.hotSessions()).items).toMatchObject([{ sessionId: group, unreadCount: 1 }])

    expect(await ann.quit(group, 'ben')).toBe(0)
    await ben.expectSync(2)
    await ann.tell(group, 'without him')

    await ben.expectNothing()
    expect(await ben.historyPage(group)).toMatchObject({ code: 28, messages: [] })
    expect((await ben.hotSessions()).items).toEqual([])
    expect((await ben.groups()).groupIds).toEqual([])
    expect((await ben.tell(group, 'let me in')).errorCode.code).toBe(30)
  })

  it('a message sent again to a group is stored and delivered once', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const group = await ann.createGroup(['ben'])
    await ben.expectSync(2)
    const first = await ann.tell(group, 'once', { packId: 'same' })
    expect((await ann.tell(group, 'once', { packId: 'same', flags: 2n })).seqId).toBe(first.seqId)
    await ben.expectGroupMessage()
    await ben.expectNothing()
    expect((await ann.historyPage(group)).messages).toHaveLength(1)
  })

  it('the doctor finds groups as the journal has them', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const [group, gone] = [await ann.createGroup(['ben']), await ann.createGroup(['ben'])]
    for (const content of ['one', 'two']) await ann.tell(group, content)
    const { seqId } = await ben.tell(group, 'three')
    await ben.markReadAs(group, seqId)
    await ann.quit(group, 'ben')
    await ann.tell(group, 'four')
    await ann.join(group, 'ben')
    await ann.tell(group, 'five')
    await ann.dismiss(gone)
    await expectHealthy(server)
  })
})
