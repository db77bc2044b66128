import { parseUserId, type UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pullHistory } from '../messages/pull-history.ts'
import { syncConversations } from '../sync/sync-conversations.ts'
import { SyncWindow } from '../sync/sync-window.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { asOwner } from './group-ports.ts'
import { ListMembers } from './list-members.ts'
import { SortedUsers } from './sorted-users.ts'

const dora = parseUserId('dora')
const everybody = [ann, ben, cleo, dora]
const as = (user: UserId) => ({ user })

it('a limit below who is there already is refused, and the same is not', async () => {
  const { writers, id } = await club()
  await expect(writers.updateGroup.update(as(ann), id, { limit: 2 })).rejects.toMatchObject({ name: 'GroupFull' })
  await writers.updateGroup.update(as(ann), id, { limit: 3 })
  await expect(writers.joinGroup.join(as(ann), id, [dora])).rejects.toMatchObject({ name: 'GroupFull' })
})

it('who may join is what the policy says from now on', async () => {
  const { writers, id } = await club()
  await expect(writers.joinGroup.join(as(dora), id, [dora])).rejects.toMatchObject({ name: 'NotInGroup' })
  await writers.updateGroup.update(as(ann), id, { joinPolicy: 'open' })
  await writers.joinGroup.join(as(dora), id, [dora])
  expect(writers.state.groups.get(id).has(dora)).toBe(true)
})

it.each([
  ['since-joining', ['after']],
  ['all', ['after', 'before']],
] as const)('where the past is shown %s, a new member reads that, and nothing of it is unread', async (historyForNewMembers, bodies) => {
  const { writers, id } = await club({ historyForNewMembers })
  await writers.tell(ann, id, 'before')
  await writers.joinGroup.join(as(ann), id, [dora])
  expect(await unreadOf(writers, dora)).toEqual([])
  await writers.tell(ann, id, 'after')
  const page = { user: dora, thread: writers.state.groups.get(id), upTo: Number.MAX_SAFE_INTEGER, limit: 9 }
  expect((await pullHistory(writers.readModel.history, page)).map(({ body }) => body)).toEqual(bodies)
  expect(await unreadOf(writers, dora)).toEqual([1])
})

it('the operator of the server does what the owner might, without being a member', async () => {
  const { writers, id } = await club()
  const operator = () => asOwner(writers.state.groups, id)
  await writers.updateGroup.update(operator(), id, { muted: true })
  await writers.changeMember.change(operator(), id, { user: ben, role: 'admin' })
  await writers.joinGroup.join(operator(), id, [dora])
  await writers.leaveGroup.leave(operator(), id, [cleo])
  await writers.transferGroup.transfer(operator(), id, ben)
  await writers.dismissGroup.dismiss(operator(), id)
  expect(writers.state.groups.find(id)?.info).toMatchObject({ version: 7, owner: ben, dismissed: true })
  expect(operator).toThrow('there is no such group')
})

it('members are listed by pages, to members', async () => {
  const { writers, id } = await club()
  const listMembers = new ListMembers({ journal: writers.journal, groups: writers.state.groups })
  const page = async (after: string, limit: number) => {
    const { members, more } = await listMembers.list(as(ann), id, { after, limit })
    return [members.map(({ user }) => user), more]
  }
  expect(await page('', 2)).toEqual([[ann, ben], true])
  expect(await page('ben', 2)).toEqual([[cleo], false])
  await writers.leaveGroup.leave(as(ann), id, [ben])
  await writers.joinGroup.join(as(ann), id, [dora])
  expect(await page('ben', 2)).toEqual([[cleo, dora], false])
  await expect(listMembers.list(as(ben), id, { limit: 1 })).rejects.toMatchObject({ name: 'NotInGroup' })
})

it('users that come and go are in order, whenever they are asked for', () => {
  const step = fc.record({ do: fc.constantFrom('add', 'remove', 'page', 'forget'), user: fc.string({ maxLength: 2 }), limit: fc.nat(4) })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const sorted = new SortedUsers()
      const users = new Set<UserId>()
      for (const { do: what, user: name, limit } of steps) {
        const user = name as UserId // as: any text orders like an id
        if (what === 'forget') sorted.forget()
        if (what === 'add') {
          users.add(user)
          sorted.add(user)
        }
        if (what === 'remove') {
          users.delete(user)
          sorted.remove(user)
        }
        const expected = [...users].sort().filter((each) => each > name)
        if (what === 'page') expect(sorted.page(users, name, limit)).toEqual(expected.slice(0, limit))
      }
    }),
  )
})

const change = fc.oneof(
  fc.record({
    do: fc.constantFrom('join' as const, 'leave' as const, 'admin' as const, 'mute' as const),
    who: fc.constantFrom(ben, cleo, dora),
  }),
  fc.record({ do: fc.constantFrom('rename' as const, 'hand over' as const), who: fc.constantFrom(ann, ben, cleo) }),
)

it('every change raises the version by one, a refused one does not, and a restart knows the same group', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12, size: 'max' }), fc.nat(2), async (changes, failing) => {
      const { writers, id } = await club()
      const group = writers.state.groups.get(id)
      for (const [index, { do: what, who }] of changes.entries()) {
        const before = { info: group.info, members: JSON.stringify(group.page('', 9)) }
        if (index === failing) writers.journal.fail()
        await act(writers, id, { what, who, index }).catch(() => undefined)
        writers.journal.heal()
        const changed = group.info.version - before.info.version
        expect([0, 1]).toContain(changed)
        if (changed === 0) expect({ info: group.info, members: JSON.stringify(group.page('', 9)) }).toEqual(before)
        else expect(group.info.updatedAt).toBeGreaterThan(before.info.updatedAt)
      }
      const again = (await writers.restart()).state.groups.get(id)
      expect([again.info, again.page('', 9)]).toEqual([group.info, group.page('', 9)])
    }),
    { numRuns: 40 },
  )
})

function act(writers: Writers, id: string, { what, who, index }: { what: string; who: UserId; index: number }): Promise<unknown> {
  const owner = asOwner(writers.state.groups, id)
  if (what === 'join') return writers.joinGroup.join(owner, id, [who])
  if (what === 'leave') return writers.leaveGroup.leave(as(who), id, [who])
  if (what === 'admin') return writers.changeMember.change(owner, id, { user: who, role: index % 2 === 0 ? 'admin' : 'member' })
  if (what === 'mute') return writers.changeMember.change(as(ben), id, { user: who, mutedUntil: index })
  if (what === 'rename') return writers.updateGroup.update(as(who), id, { name: `${index}` })
  return writers.transferGroup.transfer(owner, id, who)
}

async function club(more: object = {}) {
  const writers = await Writers.open()
  await writers.addUsers(...everybody)
  const { id } = await writers.createGroup.create(as(ann), { name: 'Readers', members: [ben, cleo], ...more })
  return { writers, id }
}

async function unreadOf(writers: Writers, user: UserId) {
  const window = new SyncWindow({ position: writers.journal.durable, stamp: writers.state.stamps.last })
  const { items } = await syncConversations(writers.readModel.conversations, { user, after: 0, window })
  return items.map(({ unread }) => unread)
}
