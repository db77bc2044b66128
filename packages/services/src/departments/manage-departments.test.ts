import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'
import { ManageDepartments } from './manage-departments.ts'

const birds = { id: 'birds', parent: '', name: 'Birds', rank: 1 }
const nests = { id: 'nests', parent: 'birds', name: 'Nests', rank: 1 }

const empty = (department: typeof birds) => ({ ...department, users: 0 })

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
  await expect(manage.remove('birds')).rejects.toMatchObject({ name: 'InUse' })
  await expect(manage.remove('nowhere')).rejects.toMatchObject({ name: 'NotFound' })
  expect(manage.list()).toEqual([birds, nests].map(empty))
})

it('a change that could not be stored did not happen', async () => {
  const { writers, manage } = await office()
  await manage.put(birds)
  writers.journal.fail()
  await expect(manage.put({ ...birds, name: 'Other' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await expect(manage.remove('birds')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(manage.list()).toEqual([empty(birds)])
})

it('a department with users in it stays until they have gone elsewhere, restarts included', async () => {
  const { writers, manage } = await office()
  await writers.addUsers(ann, ben)
  await manage.put(birds)
  for (const user of [ann, ben]) await writers.updateProfile.update(user, { department: 'birds' })
  await writers.updateProfile.update(ann, { department: 'elsewhere' })
  expect(manage.list()).toMatchObject([{ id: 'birds', users: 1 }])
  await expect(manage.remove('birds')).rejects.toMatchObject({ name: 'InUse' })

  await writers.journal.checkpoint(writers.state.snapshot())
  const later = await writers.restart()
  await expect(of(later).remove('birds')).rejects.toMatchObject({ name: 'InUse' })
  later.journal.fail()
  await expect(later.updateProfile.update(ben, { department: '' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await later.durable()
  later.journal.heal()
  await expect(of(later).remove('birds')).rejects.toMatchObject({ name: 'InUse' })
  await later.updateProfile.update(ben, { department: '' })
  await of(later).remove('birds')
  expect(of(later).list()).toEqual([])
})

it('no department lies more than 20 deep, not even by moving what is above it', async () => {
  const { manage } = await office()
  const chain = (name: string, length: number) =>
    Array.from({ length }, (_, level) => ({ id: `${name}${level}`, parent: level === 0 ? '' : `${name}${level - 1}`, name, rank: 0 }))
  for (const department of [...chain('a', 20), ...chain('b', 2)]) await manage.put(department)
  await expect(manage.put({ id: 'x', parent: 'a19', name: 'x', rank: 0 })).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(manage.put({ id: 'b0', parent: 'a18', name: 'b', rank: 0 })).rejects.toMatchObject({ name: 'BadRequest' })
  await manage.put({ id: 'b0', parent: 'a17', name: 'b', rank: 0 })
  expect(manage.list().find(({ id }) => id === 'b0')).toMatchObject({ parent: 'a17' })
})

async function office() {
  const writers = await Writers.open()
  return { writers, manage: of(writers) }
}

function of({ journal, state }: Writers): ManageDepartments {
  return new ManageDepartments({ journal, departments: state.departments, profiles: state.profiles })
}
