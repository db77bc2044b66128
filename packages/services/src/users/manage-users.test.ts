import { expect, it } from 'vitest'
import { Passwords } from '../auth/passwords.ts'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'
import { ManageUsers } from './manage-users.ts'

const passwords = new Passwords()

it('a user is added with a number, a name and a hashed password', async () => {
  const { users, writers } = await office()
  await users.add({ id: 'ann' })
  const added = await users.add({ id: 'ben', name: 'Ben B.', password: 'secret' })

  expect(added).toMatchObject({ id: ben, number: 2, name: 'Ben B.', disabled: false, demo: false })
  expect(await passwords.verify('secret', added.passwordHash)).toBe(true)
  expect(JSON.stringify(writers.records)).not.toContain('secret')
  expect(users.get('ann')).toMatchObject({ number: 1, name: 'ann', passwordHash: '' })
})

it('a name is given once', async () => {
  const { users } = await office()
  await users.add({ id: 'ann' })
  await expect(users.add({ id: 'ann' })).rejects.toMatchObject({ name: 'UserExists' })

  const both = await Promise.allSettled([users.add({ id: 'ben' }), users.add({ id: 'ben' })])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(users.list().map(({ id }) => id)).toEqual(['ann', 'ben'])
})

it('users are listed by their numbers from anywhere on, also after a restart; one who could not be stored is not', async () => {
  const { users, writers } = await office()
  for (const id of ['ann', 'ben', 'cas']) await users.add({ id })
  await users.update('ann', { name: 'Ann' })
  writers.journal.fail()
  await expect(users.add({ id: 'dan' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  for (const { accounts } of [writers.state, (await writers.restart()).state]) {
    expect([0, 1, 3].map((number) => [...accounts.above(number)].map(({ name }) => name))).toEqual([
      ['Ann', 'ben', 'cas'],
      ['ben', 'cas'],
      [],
    ])
  }
})

it.each(['', 'x'.repeat(65), 'tab\there'])('%j cannot be a user', async (id) => {
  const { users } = await office()
  await expect(users.add({ id })).rejects.toMatchObject({ name: 'BadRequest' })
})

it('an empty password is refused', async () => {
  const { users } = await office()
  await expect(users.add({ id: 'ann', password: '' })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(users.list()).toEqual([])
})

it('a new password replaces the old one and changes nothing else', async () => {
  const { users, writers } = await office()
  const before = await users.add({ id: 'ann', name: 'Ann', password: 'old' })
  await users.setPassword('ann', 'new')

  const { passwordHash, ...rest } = users.get('ann')
  expect(rest).toEqual({ id: before.id, number: before.number, name: 'Ann', disabled: false, demo: false })
  expect([await passwords.verify('old', passwordHash), await passwords.verify('new', passwordHash)]).toEqual([false, true])
  expect((await writers.restart()).state.accounts.find(ann)).toEqual(users.get('ann'))
})

it('a disabled user is disconnected, when it is durable', async () => {
  const { users, writers } = await office()
  await users.add({ id: 'ann' })
  writers.journal.pause()
  const disabled = users.disable('ann')
  await new Promise((resolve) => setImmediate(resolve))
  expect(writers.deliveries.disconnected).toEqual([])

  writers.journal.resume()
  await disabled
  expect(users.get('ann').disabled).toBe(true)
  expect(writers.deliveries.disconnected).toEqual([{ user: ann, reason: 'disabled' }])
})

it('what is done to a user who does not exist says so', async () => {
  const { users } = await office()
  expect(() => users.get('nobody')).toThrowError(expect.objectContaining({ name: 'UserNotFound' }))
  await expect(users.setPassword('nobody', 'x')).rejects.toMatchObject({ name: 'UserNotFound' })
  await expect(users.disable('nobody')).rejects.toMatchObject({ name: 'UserNotFound' })
})

it('a user who could not be stored is not there, and the next one can take the name', async () => {
  const { users, writers } = await office()
  writers.journal.fail()
  await expect(users.add({ id: 'ann' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(users.list()).toEqual([])

  writers.journal.heal()
  expect(await users.add({ id: 'ann' })).toMatchObject({ id: ann })
})

async function office(): Promise<{ writers: Writers; users: ManageUsers }> {
  const writers = await Writers.open()
  const { journal, state, deliveries } = writers
  return { writers, users: new ManageUsers({ journal, accounts: state.accounts, passwords, deliveries }) }
}
