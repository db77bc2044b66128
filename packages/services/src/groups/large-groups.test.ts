import { type GroupId, parseUserId, type UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const dora = parseUserId('dora')
const everybody = [ann, ben, cleo, dora]
const as = (user: UserId) => ({ user })

it('in a group above the fan-out limit a member gets what is sent while he is one, and nothing else (I8)', async () => {
  const { writers, id } = await club({ fanOut: 2 })
  await writers.tell(ann, id, 'one')
  await writers.joinGroup.join(as(ann), id, [dora])
  await writers.tell(ann, id, 'two')
  await writers.leaveGroup.leave(as(ben), id, [ben])
  await writers.tell(ann, id, 'three')
  expect(writers.state.groups.get(id).large).toBe(true)
  expect(everybody.map((user) => writers.deliveries.bodiesOf(user).join(' '))).toEqual([
    'one two three',
    'one two',
    'one two three',
    'two three',
  ])
})

it('a group that grows over the limit and shrinks back is told to all its members all the time', async () => {
  const { writers, id } = await club({ fanOut: 3 })
  const topics = () => writers.deliveries.topics.size
  await writers.tell(ann, id, 'small')
  expect(topics()).toBe(0)
  await writers.joinGroup.join(as(ann), id, [dora])
  await writers.tell(ann, id, 'large')
  expect(topics()).toBe(1)
  await writers.leaveGroup.leave(as(ann), id, [dora])
  await writers.tell(ann, id, 'small again')
  expect(topics()).toBe(0)
  expect(writers.deliveries.bodiesOf(cleo)).toEqual(['small', 'large', 'small again'])
  expect(writers.deliveries.bodiesOf(dora)).toEqual(['large'])
})

it('whoever comes online later is subscribed to the large groups he is in, also after a restart', async () => {
  const { writers, id } = await club({ fanOut: 2 })
  await writers.tell(ann, id, 'one')
  await writers.joinGroup.join(as(ann), id, [dora])
  const again = await writers.restart()
  const { groups } = again.state
  expect(everybody.map((user) => groups.subscriptionsOf(user).map(({ above }) => above))).toEqual([[0], [0], [0], [1]])
  await again.dismissGroup.dismiss(as(ann), id)
  expect(groups.subscriptionsOf(ann)).toEqual([])
})

it('the end of a large group is told to all who were in it, and then nobody is subscribed', async () => {
  const { writers, id } = await club({ fanOut: 2 })
  await writers.dismissGroup.dismiss(as(ann), id)
  for (const user of [ann, ben, cleo]) expect(writers.deliveries.eventsOf(user)).toEqual([{ kind: 'groups-changed', group: id }])
  expect(writers.deliveries.topics.size).toBe(0)
  expect(writers.state.groups.of(ben)).toEqual([])
})

it('when the end of a group cannot be stored it has its members and its subscribers as before', async () => {
  const { writers, id } = await club({ fanOut: 2 })
  writers.journal.fail()
  const ended = writers.dismissGroup.dismiss(as(ann), id)
  expect(writers.state.groups.of(ben)).toEqual([])
  await expect(ended).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  await writers.tell(ben, id, 'still here')
  expect(everybody.map((user) => writers.deliveries.bodiesOf(user).length)).toEqual([1, 1, 1, 0])
  expect(writers.state.groups.of(ben).map(({ info }) => info.id)).toEqual([id])
})

it('a group of thousands is founded in turns, and it is nobody’s before the last of them', async () => {
  const { writers, names } = await town(2_000)
  const founded = writers.createGroup.create(as(ann), { id: 'town', name: 'Town', limit: 5_000, members: names })
  const seen = new Set<string>()
  writers.journal.follow(() => {
    const { size, info } = writers.state.groups.find('town') ?? { size: 0, info: { dismissed: true } }
    seen.add(`${size > 0 && size < 2_001 ? 'some' : 'all'} ${info.dismissed ? 'hidden' : 'there'}`)
    if (info.dismissed) expect(writers.state.groups.of(ann)).toEqual([])
  })
  expect((await founded).version).toBe(1)
  expect([...seen]).toEqual(['some hidden', 'all there'])
  expect(writers.state.groups.get('town').size).toBe(2_001)
  await writers.tell(ann, 'town', 'hello')
  expect(names.every((name) => writers.deliveries.bodiesOf(parseUserId(name)).length === 1)).toBe(true)
})

it('a founding that is cut short has happened to nobody, before and after a restart', async () => {
  const { writers, names } = await town(600)
  let batches = 0
  writers.journal.follow(() => {
    batches++
    if (batches === 2) writers.journal.fail()
  })
  await expect(writers.createGroup.create(as(ann), { id: 'town', name: '', members: names })).rejects.toMatchObject({
    name: 'StorageUnavailable',
  })
  writers.journal.heal()
  for (const each of [writers, await writers.restart()]) {
    expect(each.state.groups.of(ann)).toEqual([])
    expect(each.state.groups.subscriptionsOf(ann)).toEqual([])
    await expect(each.tell(ann, 'town', 'hello?')).rejects.toMatchObject({ name: 'GroupNotFound' })
  }
})

const step = fc.oneof(
  fc.record({ do: fc.constant('tell' as const), who: fc.constantFrom(...everybody) }),
  fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), who: fc.constantFrom(ben, cleo, dora) }),
  fc.record({ do: fc.constantFrom('wait' as const, 'fail' as const, 'mute' as const, 'dismiss' as const), who: fc.constant(ann) }),
)

it('who is given what does not depend on how large a group counts as large', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const told = await Promise.all([1, 2, 3, 500].map((fanOut) => play(steps, fanOut)))
      for (const other of told.slice(1)) expect(other).toEqual(told[0])
    }),
    { numRuns: 60 },
  )
})

/** Everybody's messages, in order; between two waits all is on its way to the disk at once. */
async function play(steps: readonly { do: string; who: UserId }[], fanOut: number): Promise<readonly string[][]> {
  const { writers, id } = await club({ fanOut })
  let pending: Promise<unknown>[] = []
  const settle = async (outcome: 'resume' | 'fail') => {
    writers.journal.resume()
    if (outcome === 'fail') writers.journal.fail()
    await Promise.allSettled(pending)
    writers.journal.heal()
    writers.journal.pause()
    pending = []
  }
  writers.journal.pause()
  for (const [index, { do: what, who }] of steps.entries()) {
    if (what === 'wait' || what === 'fail') await settle(what === 'fail' ? 'fail' : 'resume')
    else pending.push(act(writers, id, { what, who, index }).catch(() => undefined))
  }
  await settle('resume')
  return everybody.map((user) => writers.deliveries.bodiesOf(user))
}

async function act(writers: Writers, id: GroupId, { what, who, index }: { what: string; who: UserId; index: number }): Promise<unknown> {
  if (what === 'tell') return writers.tell(who, id, `${index}`)
  if (what === 'join') return writers.joinGroup.join(as(ann), id, [who])
  if (what === 'leave') return writers.leaveGroup.leave(as(who), id, [who])
  if (what === 'mute') return writers.updateGroup.update(as(ann), id, { muted: index % 2 === 0 })
  return writers.dismissGroup.dismiss(as(ann), id)
}

/** Of ann, ben and cleo. */
async function club(limits: { fanOut: number }) {
  const writers = await Writers.open({ limits })
  await writers.addUsers(...everybody)
  const { id } = await writers.createGroup.create(as(ann), { name: 'Readers', members: [ben, cleo] })
  writers.deliveries.all.length = 0
  return { writers, id }
}

async function town(people: number) {
  const writers = await Writers.open()
  const names = Array.from({ length: people }, (_, i) => `person ${i}`)
  await writers.addUsers(ann, ...names.map(parseUserId))
  return { writers, names }
}
