import { expect, it } from 'vitest'
import { Writers } from '../testing/writers.fixture.ts'
import { ManageDepartments } from './manage-departments.ts'

const birds = { id: 'birds', parent: '', name: 'Birds', rank: 1 }
const nests = { id: 'nests', parent: 'birds', name: 'Nests', rank: 1 }

it('departments are listed by parent and rank, and survive restarts and checkpoints', async () => {
  const { writers, manage } = await office()
  for (const department of [birds, nests, { ...nests, id: 'eggs', rank: 0 }, { ...birds, id: 'gone' }]) await manage.put(department)
  await manage.remove('gone')
  const restarted = await writers.restart()
  await restarted.journal.checkpoint(restarted.state.snapshot())
  expect(
    of(await restarted.restart())
      .list()
      .map(({ id }) => id),
  ).toEqual(['birds', 'eggs', 'nests'])
})

it('a tree stays a tree', async () => {
  const { manage } = await office()
  for (const department of [birds, nests]) await manage.put(department)
  await expect(manage.put({ ...birds, parent: 'nests' })).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(manage.put({ ...birds, parent: 'birds' })).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(manage.put({ ...birds, id: 'x', parent: 'nowhere' })).rejects.toMatchObject({ name: 'NotFound' })
  await expect(manage.remove('birds')).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(manage.remove('nowhere')).rejects.toMatchObject({ name: 'NotFound' })
  expect(manage.list()).toEqual([birds, nests])
})

it('a change that could not be stored did not happen', async () => {
  const { writers, manage } = await office()
  await manage.put(birds)
  writers.journal.fail()
  await expect(manage.put({ ...birds, name: 'Other' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await expect(manage.remove('birds')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(manage.list()).toEqual([birds])
})

async function office() {
  const writers = await Writers.open()
  return { writers, manage: of(writers) }
}

function of({ journal, state }: Writers): ManageDepartments {
  return new ManageDepartments({ journal, departments: state.departments })
}
