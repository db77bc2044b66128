import { openMemoryJournal } from '@magpie-im/journal'
import { ManageUsers, nobodyOnline, Passwords, WritersState } from '@magpie-im/services'
import { expect, it, vi } from 'vitest'
import { systemClock } from '../system-clock.ts'
import { userCommands } from './user-commands.ts'

it('an operator adds, lists and shows users, and never sees a hash', async () => {
  const { run } = office()
  const ann = { user: 'ann', number: 1, name: 'Ann', password: true, disabled: false, demo: false }
  const ben = { user: 'ben', number: 2, name: 'ben', password: false, disabled: false, demo: false }
  expect(await run('user add', { user: 'ann', name: 'Ann', password: 'secret' })).toEqual(ann)
  expect(await run('user add', { user: 'ben' })).toEqual(ben)

  expect(await run('user list')).toEqual([ann, ben])
  expect(await run('user show', { user: 'ann' })).toEqual(ann)
})

it('an operator sets a password and disables a user, whose connections end', async () => {
  const { run, disconnect } = office()
  await run('user add', { user: 'ann' })
  await run('user password', { user: 'ann', password: 'secret' })
  expect(await run('user show', { user: 'ann' })).toMatchObject({ password: true, disabled: false })

  await run('user disable', { user: 'ann' })
  expect(await run('user show', { user: 'ann' })).toMatchObject({ disabled: true })
  expect(disconnect).toHaveBeenCalledWith('ann', 'disabled')
})

it.each(['user add', 'user show', 'user password', 'user disable'])('%s says when the user is missing', async (command) => {
  await expect(office().run(command, { password: 'x' })).rejects.toMatchObject({
    name: 'BadRequest',
    message: expect.stringContaining('user is needed'),
  })
})

it('a password must be given to be set', async () => {
  const { run } = office()
  await run('user add', { user: 'ann' })
  await expect(run('user password', { user: 'ann' })).rejects.toThrow('password is needed')
})

function office() {
  const journal = openMemoryJournal({ keyOf: () => undefined })
  const { accounts } = new WritersState(systemClock)
  const disconnect = vi.fn()
  const users = new ManageUsers({
    journal,
    accounts,
    passwords: new Passwords(),
    deliveries: { ...nobodyOnline, disconnect },
  })
  const commands = userCommands(users)
  const run = async (command: string, args: Record<string, string> = {}) => commands[command]?.(args)
  return { run, disconnect }
}
