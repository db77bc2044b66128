import { describe, expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

/** Two members make a group large when the fan-out limit is 1. */
const sizes = [
  ['small', {}],
  ['large', { env: { MAGPIE_GROUPS_FAN_OUT_LIMIT: '1' } }],
] as const

describe.each(sizes)('in a group that counts as %s', (_, settings) => {
  it('who is not in a group can do nothing with it', async () => {
    await using server = await startServer(settings)
    const [ann, eve] = [await server.signIn('ann'), await server.signIn('eve')]
    const group = await ann.createGroup([], { name: 'Secret' })
    const { seqId } = await ann.tell(group, 'secret')

    expect((await eve.tell(group, 'hello')).errorCode.code).toBe(30)
    expect(await eve.groupMembers(group)).toMatchObject({ errorCode: { code: 30 }, memberIds: [] })
    expect(await eve.historyPage(group)).toMatchObject({ code: 28, messages: [] })
    expect(await eve.markReadAs(group, seqId)).toBe(28)
    expect([await eve.join(group, 'eve'), await eve.quit(group, 'ann'), await eve.dismiss(group)]).toEqual([30, 30, 30])
    expect([await eve.handOver(group, 'eve'), await eve.updateGroup(group, { name: 'Mine' })]).toEqual([30, 30])

    expect(await ann.groupMembers(group)).toMatchObject({ memberIds: ['ann'] })
    expect((await ann.groups()).groupChats).toMatchObject([{ name: 'Secret', creatorId: 'ann' }])
    await ann.expectNothing()
  })

  it('a member does not do what is the owner’s', async () => {
    await using server = await startServer(settings)
    const [ann, ben, cas] = [await server.signIn('ann'), await server.signIn('ben'), await server.signIn('cas')]
    const group = await ann.createGroup(['ben', 'cas'])
    await cas.expectSync(2)

    expect([await ben.dismiss(group), await ben.handOver(group, 'ben'), await ben.updateGroup(group, { name: 'Mine' })]).toEqual([
      36, 36, 36,
    ])
    expect([await ben.quit(group, 'cas'), await ann.quit(group, 'ann')]).toEqual([33, 33])
    await cas.expectNothing()
  })

  it('nobody acts in another’s name', async () => {
    await using server = await startServer(settings)
    const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
    const group = await ann.createGroup(['ben'])
    await ben.expectSync(2)

    expect((await ben.tell(group, 'I quit', { from: 'ann' })).errorCode.code).toBe(2)
    expect([await ben.dismiss(group, 'ann'), await ben.handOver(group, 'ben', 'ann')]).toEqual([2, 2])
    expect(await ben.updateGroup(group, { name: 'Mine' }, 'ann')).toBe(2)
    expect((await ben.askToCreate([], { creatorId: 'ann' })).errorCode.code).toBe(2)
    await ann.expectNothing()
  })

  it('groups have limits, and ids that are given once', async () => {
    await using server = await startServer(settings)
    const [ann] = [await server.signIn('ann'), await server.signIn('ben'), await server.signIn('cas')]
    expect((await ann.askToCreate(['ben', 'cas'], { memberLimit: 2 })).errorCode.code).toBe(34)
    const club = await ann.createGroup(['ben'], { groupId: 'club', memberLimit: 2 })
    expect(club).toBe('club')
    expect(await ann.join(club, 'cas')).toBe(34)
    expect(await ann.dismiss(club)).toBe(0)
    expect([(await ann.tell(club, 'x')).errorCode.code, await ann.join(club, 'cas')]).toEqual([35, 35])
    expect(await ann.createGroup([], { groupId: 'club' })).toMatch(/^GC_/)
    expect(await ann.createGroup([], { groupId: 'LP_G1_ann_ben' })).toMatch(/^GC_/)
  })
})
