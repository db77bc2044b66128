import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

it('a user is in so many groups and no more, founded or joined, and leaving one makes room', async () => {
  const writers = await Writers.open({ limits: { groups: 2 } })
  await writers.addUsers(ann, ben)
  const found = (members: readonly string[]) => writers.createGroup.create({ user: ann }, { name: '', members })
  const first = await found([ben])
  const second = await found([])
  const before = writers.records.length
  const tooMany = { name: 'TooManyGroups', message: 'the user is in as many groups as he may be: at most 2', retry: false }
  await expect(found([])).rejects.toMatchObject(tooMany)
  await writers.createGroup.create({ user: ben }, { name: '', members: [] })
  await expect(writers.joinGroup.join({ user: ann }, second.id, [ben])).rejects.toMatchObject(tooMany)
  expect(writers.records).toHaveLength(before + 3)

  await writers.dismissGroup.dismiss({ user: ann }, first.id)
  await writers.joinGroup.join({ user: ann }, second.id, [ben])
  expect((await found([])).id).toBeTruthy()
})
