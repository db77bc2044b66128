import { type ConsoleRole, parseUserId, type Right } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { commit } from '../commit.ts'
import { KeepAudit } from '../rights/keep-audit.ts'
import { silent, Writers } from '../testing/writers.fixture.ts'
import { ManageUsers } from '../users/manage-users.ts'
import { ConsoleSessions, isSecret } from './console-sessions.ts'
import { PasswordProvider } from './password-provider.ts'
import { Passwords } from './passwords.ts'
import { SignInLog } from './sign-in-log.ts'
import { Tokens } from './tokens.ts'
import { VerifySignIn } from './verify-sign-in.ts'

const olga = parseUserId('olga')
const passwords = new Passwords()
const minute = 60_000

it('who has a role signs in, and it is on record', async () => {
  const { signIn, sessions, grant, writers } = await office()
  await grant('operate')
  const { id, secret } = await signIn()
  expect(sessions.find(id)).toEqual({ user: olga, role: 'operator' satisfies ConsoleRole, secret })
  expect(writers.records.filter(({ type }) => type === 'audit')).toMatchObject([
    { action: 'right.grant' },
    { actor: 'operator:olga', action: 'console.signIn', detail: 'from 192.0.2.1' },
  ])
  expect(JSON.stringify(writers.records)).not.toContain(id)
})

it('who has none is refused, and that is in the sign-in records', async () => {
  const { signIn, signIns, writers } = await office()
  await expect(signIn()).rejects.toMatchObject({ name: 'RightMissing' })
  signIns.flush()
  await writers.durable()
  expect(writers.records.filter(({ type }) => type === 'sign-in')).toMatchObject([{ user: olga, door: 'console', result: 'RightMissing' }])
})

it('a wrong password is refused, whatever role its user has', async () => {
  const { signIn, grant } = await office()
  await grant('administer')
  await expect(signIn('wrong')).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a role counts as it is now: a higher one at once, and none ends it', async () => {
  const { signIn, sessions, grant, writers } = await office()
  await grant('view')
  const { id } = await signIn()
  await grant('administer')
  expect(sessions.find(id).role).toBe('admin')
  for (const right of ['view', 'administer'] as const) {
    await writers.grantRights.revoke('key:1', { user: olga, right, conversation: undefined })
  }
  expect(() => sessions.find(id)).toThrow(expect.objectContaining({ name: 'SessionRefused' }))
  await grant('view')
  expect(() => sessions.find(id), 'what ended does not come back').toThrow()
})

it.each([
  ['he signs out', ({ sessions, id }) => sessions.end(id)],
  ['it is not used for half an hour', ({ writers }) => writers.clock.pass(30 * minute)],
  ['he is disabled', async ({ users }) => void (await users.disable('olga'))],
  ['he gets another password', ({ users }) => users.setPassword('olga', 'another')],
  ['his tokens are revoked', ({ writers }) => commit(writers.journal, [writers.state.tokenRevocations.revoke(olga, undefined)])],
] satisfies [string, (given: Given & { id: string }) => unknown][])('a session ends when %s', async (_, end) => {
  const given = await office()
  await given.grant('view')
  const { id } = await given.signIn()
  given.writers.clock.pass(29 * minute)
  given.sessions.find(id)
  await end({ ...given, id })
  expect(() => given.sessions.find(id)).toThrow(expect.objectContaining({ name: 'SessionRefused' }))
})

it('a session ends after twelve hours, however busy', async () => {
  const { signIn, sessions, grant, writers } = await office()
  await grant('view')
  const { id } = await signIn()
  for (let time = 0; time < 12 * 4 - 1; time++) {
    writers.clock.pass(15 * minute)
    sessions.find(id)
  }
  writers.clock.pass(15 * minute)
  expect(() => sessions.find(id)).toThrow()
})

it('a user has ten at most: the one that was not used the longest goes', async () => {
  const { signIn, sessions, grant } = await office()
  await grant('view')
  const first = await signIn()
  const second = await signIn()
  for (let time = 0; time < 8; time++) await signIn()
  sessions.find(first.id)
  await signIn()
  expect(() => sessions.find(second.id)).toThrow()
  expect(sessions.find(first.id).user).toBe(olga)
})

it('its secret is known by all of it', async () => {
  const { signIn, grant } = await office()
  await grant('view')
  const session = await signIn()
  expect([session.secret, '', session.secret.slice(1), (await signIn()).secret].map((text) => isSecret(session, text))).toEqual([
    true,
    false,
    false,
    false,
  ])
})

type Given = Awaited<ReturnType<typeof office>>

async function office() {
  const writers = await Writers.open()
  const { journal, clock, deliveries, state } = writers
  const { accounts, grants, stamps, tokenRevocations: revocations } = state
  const signIns = new SignInLog({ journal, stamps, clock })
  const ports = { journal, passwords, accounts, revocations, clock }
  const verify = new VerifySignIn(
    { ...ports, tokens: new Tokens(Buffer.alloc(32, 1)), signIns, provider: new PasswordProvider(ports), log: silent },
    { attemptsPerAddress: 100, failuresPerUser: 100, createUsers: true, demo: false },
  )
  const users = new ManageUsers({ ...ports, deliveries })
  await users.add({ id: 'olga', password: 'secret' })
  const audit = new KeepAudit({ journal, stamps })
  const sessions = new ConsoleSessions({ ...ports, verify, grants, audit })
  const device = { id: 'console', type: 'web', name: '', appVersion: '' } as const
  return {
    ...{ writers, users, sessions, signIns },
    grant: (right: Right) => writers.grantRights.grant('key:1', { user: olga, right, conversation: undefined }),
    signIn: (secret = 'secret') => sessions.signIn({ user: 'olga', secret, device, address: '192.0.2.1', door: 'console' }),
  }
}
