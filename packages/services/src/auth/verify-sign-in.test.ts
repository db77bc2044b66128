import { type AuthProvider, type AuthVerdict, parseUserId, type User } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { commit } from '../commit.ts'
import { ann, ben, silent, Writers } from '../testing/writers.fixture.ts'
import { ManageUsers } from '../users/manage-users.ts'
import { PasswordProvider } from './password-provider.ts'
import { Passwords } from './passwords.ts'
import { SignInLog } from './sign-in-log.ts'
import { Tokens } from './tokens.ts'
import { type SignInPolicy, VerifySignIn } from './verify-sign-in.ts'

const device = { id: 'd1', type: 'ios', name: 'phone', appVersion: '1.0' } as const
const passwords = new Passwords()
const tokens = new Tokens(Buffer.alloc(32, 1))

it('a user signs in with his password', async () => {
  const { verify } = await accountsOf({ ann: 'secret' })
  expect(await verify('ann', 'secret')).toMatchObject({ id: ann, number: 1 })
})

it('a user signs in with a token', async () => {
  const { verify, tokenOf } = await accountsOf({ ann: undefined })
  expect(await verify('ann', await tokenOf('ann'))).toMatchObject({ id: ann })
})

it.each([
  ['a wrong password', 'ann', 'wrong'],
  ['no password', 'ann', ''],
  ['the password of an unknown user', 'nobody', 'secret'],
  ['a name that cannot be a user', 'ann\n', 'secret'],
  ['the empty password of an account without one', 'ben', ''],
])('%s is refused as wrong credentials', async (_, user, secret) => {
  const { verify } = await accountsOf({ ann: 'secret', ben: undefined })
  await expect(verify(user, secret)).rejects.toMatchObject({ name: 'WrongCredentials', retry: false })
})

it('a token that expired or is another user’s is refused', async () => {
  const { verify, tokenOf, writers } = await accountsOf({ ann: undefined, ben: undefined })
  const token = await tokenOf('ann')
  await expect(verify('ben', token)).rejects.toMatchObject({ name: 'WrongCredentials' })
  writers.clock.pass(61_000)
  await expect(verify('ann', token)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a disabled account is denied, with the right credential only', async () => {
  const { verify, tokenOf, users } = await accountsOf({ ann: 'secret' })
  await users.disable('ann')

  await expect(verify('ann', 'secret')).rejects.toMatchObject({ name: 'SignInDenied', retry: false })
  await expect(verify('ann', await tokenOf('ann'))).rejects.toMatchObject({ name: 'SignInDenied' })
  await expect(verify('ann', 'wrong')).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a demo account signs in while the server is in demo mode, and not otherwise', async () => {
  for (const demo of [true, false]) {
    const { verify, tokenOf, users } = await accountsOf({}, { demo })
    await users.add({ id: 'ann', demo: true })
    const signedIn = verify('ann', await tokenOf('ann'))
    if (demo) await expect(signedIn).resolves.toMatchObject({ id: ann })
    else await expect(signedIn).rejects.toMatchObject({ name: 'SignInDenied' })
  }
})

it('a valid token of an unknown user creates the user, once, durably', async () => {
  const { verify, tokenOf, writers } = await accountsOf({ ben: undefined })
  const created = await verify('ann', await tokenOf('ann'))
  expect(created).toEqual({ id: ann, number: 2, name: 'ann', passwordHash: '', disabled: false, demo: false })
  expect(await verify('ann', await tokenOf('ann'))).toEqual(created)

  expect(writers.records.filter((record) => record.type === 'user' && record.id === ann)).toHaveLength(1)
  expect((await writers.restart()).state.accounts.find(ann)).toEqual(created)
})

it('whoever is put out while his sign-in is looked at does not get in', async () => {
  const { verified, tokenOf, users, writers } = await accountsOf({ ben: 'secret' })
  const { journal, state } = writers
  const token = await tokenOf('ann')
  journal.pause()
  const byToken = verified('ann', token)
  await vi.waitUntil(() => state.accounts.find(ann))
  const revoked = commit(journal, [state.tokenRevocations.revoke(ann, undefined)])
  journal.resume()
  await expect(byToken).rejects.toMatchObject({ name: 'WrongCredentials' })
  await revoked

  const byPassword = verified('ben', 'secret')
  const { passwordHash: _, ...account } = users.get('ben')
  await commit(journal, [state.accounts.change({ ...account, passwordHash: 'another' })])
  await expect(byPassword).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('unknown users are refused when the configuration says so', async () => {
  const { verify, tokenOf, writers } = await accountsOf({}, { createUsers: false })
  await expect(verify('ann', await tokenOf('ann'))).rejects.toMatchObject({ name: 'WrongCredentials' })
  expect(writers.state.accounts.find(ann)).toBeUndefined()
})

it('a user whose creation cannot be stored is told to come back, and is not there', async () => {
  const { verify, tokenOf, writers } = await accountsOf({})
  writers.journal.fail()
  await expect(verify('ann', await tokenOf('ann'))).rejects.toMatchObject({ name: 'StorageUnavailable', retry: true })
  expect(writers.state.accounts.find(ann)).toBeUndefined()
})

it('attempts of an address are limited, good ones too, until a second has passed', async () => {
  const { verify, tokenOf, writers } = await accountsOf({ ann: undefined }, { attemptsPerAddress: 2 })
  const token = await tokenOf('ann')
  await verify('ann', token, '10.0.0.1')
  await verify('ann', token, '10.0.0.1')
  await expect(verify('ann', token, '10.0.0.1')).rejects.toMatchObject({ name: 'TooManyAttempts', retry: true })
  await verify('ann', token, '10.0.0.2')

  writers.clock.pass(1000)
  await verify('ann', token, '10.0.0.1')
})

it('a host cannot pass the limit with its many IPv6 addresses', async () => {
  const { verify } = await accountsOf({ ann: 'secret' }, { attemptsPerAddress: 2 })
  for (const address of ['2001:db8::1', '2001:db8::2']) await verify('ann', 'secret', address)
  await expect(verify('ann', 'secret', '2001:db8::3')).rejects.toMatchObject({ name: 'TooManyAttempts' })
  expect(await verify('ann', 'secret', '2001:db8:0:1::1')).toMatchObject({ id: ann })
})

it('failures of a user are limited from all addresses together, until a minute has passed', async () => {
  const { verify, writers } = await accountsOf({ ann: 'secret', ben: 'secret' }, { failuresPerUser: 2 })
  for (const address of ['10.0.0.1', '10.0.0.2']) {
    await expect(verify('ann', 'wrong', address)).rejects.toMatchObject({ name: 'WrongCredentials' })
  }
  await expect(verify('ann', 'secret', '10.0.0.3')).rejects.toMatchObject({ name: 'TooManyAttempts', retry: true })
  await expect(verify('ben', 'secret', '10.0.0.3')).resolves.toMatchObject({ id: ben })

  writers.clock.pass(60_000)
  await expect(verify('ann', 'secret', '10.0.0.3')).resolves.toMatchObject({ id: ann })
})

it('good sign-ins do not count as failures', async () => {
  const { verify } = await accountsOf({ ann: 'secret' }, { failuresPerUser: 1 })
  for (let i = 0; i < 3; i++) await expect(verify('ann', 'secret')).resolves.toMatchObject({ id: ann })
})

it('the product’s own user system decides about what is no token of ours, and says something to the client', async () => {
  const { provider, asked } = product({ verdict: 'accepted', extraData: '{"vip":true}', name: undefined })
  const { verified, tokenOf } = await accountsOf({ ann: 'secret' }, { provider })
  expect(await verified('ann', 'whatever')).toMatchObject({ user: { id: ann }, extraData: '{"vip":true}' })
  const jwtOfTheProduct = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'
  expect(await verified('ann', jwtOfTheProduct)).toMatchObject({ extraData: '{"vip":true}' })
  expect(await verified('ann', await tokenOf('ann'))).toMatchObject({ extraData: '' })
  expect(asked).toEqual(['whatever', jwtOfTheProduct])
})

it('a user that only the product knows is created, under the name it gives', async () => {
  const { provider } = product({ verdict: 'accepted', extraData: '', name: 'Ann Example' })
  const { verify } = await accountsOf({}, { provider })
  expect(await verify('ann', 'whatever')).toMatchObject({ id: ann, name: 'Ann Example' })
  const strict = await accountsOf({}, { provider, createUsers: false })
  await expect(strict.verify('ann', 'whatever')).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it.each(['WrongCredentials', 'SignInDenied', 'RefusedByProvider'] as const)('the product refuses for a reason: %s', async (reason) => {
  const { verify, writers } = await accountsOf({ ann: 'secret' }, { provider: product({ verdict: 'refused', reason }).provider })
  await expect(verify('ben', 'secret')).rejects.toMatchObject({ name: reason, retry: false })
  expect(writers.state.accounts.find(ben)).toBeUndefined()
})

it('while the product cannot decide nobody gets in, not even with an old password, and nobody is locked out', async () => {
  const { provider, asked } = product({ verdict: 'undecided' })
  const { verify } = await accountsOf({ ann: 'secret' }, { provider, failuresPerUser: 1 })
  for (let i = 0; i < 3; i++) await expect(verify('ann', 'secret')).rejects.toMatchObject({ name: 'AuthUndecided', retry: true })
  expect(asked).toHaveLength(3)
})

it('what the product refuses counts as a guess', async () => {
  const { provider, asked } = product({ verdict: 'refused', reason: 'RefusedByProvider' })
  const { verify } = await accountsOf({}, { provider, failuresPerUser: 2 })
  for (let i = 0; i < 2; i++) await expect(verify('ann', 'guess')).rejects.toMatchObject({ name: 'RefusedByProvider' })
  await expect(verify('ann', 'guess')).rejects.toMatchObject({ name: 'TooManyAttempts' })
  expect(asked).toHaveLength(2)
})

it('every attempt is recorded: who, on what, from where, by which door and with what result', async () => {
  const { verify, writers } = await accountsOf({ ann: 'secret' }, { failuresPerUser: 1 })
  await verify('ann', 'secret', '192.0.2.1')
  await verify('ann', 'wrong').catch(() => undefined)
  await verify('ann', 'wrong').catch(() => undefined)
  await verify('a\nb', 'secret').catch(() => undefined)
  writers.clock.pass(10)
  await writers.durable()
  const attempt = { type: 'sign-in', user: ann, device, door: 'a door', stamp: expect.any(Number) }
  expect(writers.records.filter(({ type }) => type === 'sign-in')).toEqual([
    { ...attempt, address: '192.0.2.1', result: 'ok' },
    { ...attempt, address: '127.0.0.1', result: 'WrongCredentials' },
  ])
  expect(JSON.stringify(writers.records)).not.toMatch(/secret|wrong"/)
})

it('a sign-in does not fail because it cannot be recorded', async () => {
  const { verify, writers } = await accountsOf({ ann: 'secret' })
  writers.journal.fail()
  expect(await verify('ann', 'secret')).toMatchObject({ id: ann })
})

interface Signing {
  readonly writers: Writers
  readonly users: ManageUsers
  verify(user: string, secret: string, address?: string): Promise<User>
  verified(user: string, secret: string, address?: string): ReturnType<VerifySignIn['verify']>
  tokenOf(user: string): Promise<string>
}

interface Circumstances extends Partial<SignInPolicy> {
  /** By default the accounts' own passwords. */
  readonly provider?: AuthProvider
}

/** Accounts by name, with their passwords. */
async function accountsOf(accounts: Record<string, string | undefined>, { provider, ...policy }: Circumstances = {}): Promise<Signing> {
  const writers = await Writers.open()
  const { journal, clock, deliveries } = writers
  const { stamps } = writers.state
  const ports = { journal, passwords, tokens, clock, log: silent, accounts: writers.state.accounts }
  const signIns = new SignInLog({ journal, stamps, clock })
  const verifier = new VerifySignIn(
    { ...ports, revocations: writers.state.tokenRevocations, signIns, provider: provider ?? new PasswordProvider(ports) },
    { attemptsPerAddress: 100, failuresPerUser: 100, createUsers: true, demo: false, ...policy },
  )
  const users = new ManageUsers({ ...ports, deliveries })
  for (const [id, password] of Object.entries(accounts)) await users.add(password === undefined ? { id } : { id, password })
  const issuedAt = clock.now() / 1000
  const verified = (user: string, secret: string, address = '127.0.0.1') =>
    verifier.verify({ user, secret, device, address, door: 'a door' })
  return {
    writers,
    users,
    verified,
    verify: async (user, secret, address) => (await verified(user, secret, address)).user,
    tokenOf: (user) => tokens.sign({ user: parseUserId(user), issuedAt, expiresAt: issuedAt + 60 }),
  }
}

function product(verdict: AuthVerdict) {
  const asked: string[] = []
  const provider = {
    verify: async ({ secret }: { secret: string }) => {
      asked.push(secret)
      return verdict
    },
  }
  return { asked, provider }
}
