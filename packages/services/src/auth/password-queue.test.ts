import { beforeEach, expect, it, vi } from 'vitest'
import { Passwords } from './passwords.ts'

/** Hashings that have begun; the test says when each is done. */
const running: { readonly password: string; done(): void }[] = []
let most = 0

vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  argon2: (_: string, { message }: { message: string }, finished: (error: undefined, tag: Buffer) => void) => {
    const one = { password: message, done: () => finish(one, () => finished(undefined, Buffer.from(message.padEnd(32)))) }
    running.push(one)
    most = Math.max(most, running.length)
  },
}))

beforeEach(() => {
  running.length = 0
  most = 0
})

it('hashes two at a time, in the order they were asked for', async () => {
  const passwords = new Passwords()
  const hashes = ['a', 'b', 'c', 'd', 'e'].map((password) => passwords.hash(password))
  const begun: string[] = []
  while (begun.length < 5) begun.push(await nextDone())

  await Promise.all(hashes)
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(most).toBe(2)
})

it('lets at most 256 wait and refuses more, so that a flood of sign-ins cannot pile up', async () => {
  const passwords = new Passwords()
  const accepted = Array.from({ length: 258 }, (_, i) => passwords.hash(`password ${i}`))
  await expect(passwords.hash('one too many')).rejects.toMatchObject({ name: 'TooManyAttempts', retry: true })

  await drain(accepted)
  expect(most).toBe(2)
})

it.each([1, 2])('of %i cores one hashes and one is left to others, and half as many may wait', async (cores) => {
  const passwords = new Passwords(cores)
  const accepted = Array.from({ length: 129 }, (_, i) => passwords.hash(`password ${i}`))
  await expect(passwords.hash('one too many')).rejects.toMatchObject({ name: 'TooManyAttempts' })
  await drain(accepted)
  expect(most).toBe(1)
})

it('a newcomer does not get ahead of those who wait', async () => {
  const passwords = new Passwords()
  const hashes = ['a', 'b', 'c'].map((password) => passwords.hash(password))
  const begun = [await nextDone()]
  hashes.push(passwords.hash('newcomer'))
  while (begun.length < 4) begun.push(await nextDone())

  await Promise.all(hashes)
  expect(begun).toEqual(['a', 'b', 'c', 'newcomer'])
  expect(most).toBe(2)
})

it('hashes a password once per process, and again when the hash has changed', async () => {
  const passwords = new Passwords()
  const [hash = '', other = ''] = await drain([passwords.hash('secret'), passwords.hash('secret')])
  expect(await drain([passwords.verify('secret', hash)])).toEqual([true])
  expect(await passwords.verify('secret', hash)).toBe(true)
  expect(running).toEqual([])

  void passwords.verify('secret', other)
  await vi.waitFor(() => expect(running).toHaveLength(1))
})

it('a wrong password is hashed every time', async () => {
  const passwords = new Passwords()
  const [hash = ''] = await drain([passwords.hash('secret')])
  for (let attempt = 0; attempt < 2; attempt++) expect(await drain([passwords.verify('guess', hash)])).toEqual([false])
})

function finish(one: (typeof running)[number], finished: () => void): void {
  running.splice(running.indexOf(one), 1)
  finished()
}

/** Finishes the hashing that runs longest. */
async function nextDone(): Promise<string> {
  const one = await vi.waitUntil(() => running[0])
  one.done()
  return one.password
}

async function drain<T>(hashings: readonly Promise<T>[]): Promise<T[]> {
  const all = Promise.all(hashings)
  let waiting = true
  void all.then(() => (waiting = false))
  while (waiting) {
    running[0]?.done()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return all
}
