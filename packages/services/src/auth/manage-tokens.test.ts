import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'
import { ManageTokens } from './manage-tokens.ts'
import { Tokens } from './tokens.ts'

const tokens = new Tokens(Buffer.alloc(32, 1))

it('all tokens of a user are revoked, not those made right after, not those of others, and for good', async () => {
  const { writers, manage, isGood } = await office()
  const [old, others] = [await manage.mint(ann, 60), await manage.mint(ben, 60)]
  await manage.revoke(ann, undefined)
  const fresh = await manage.mint(ann, 60)
  expect(writers.deliveries.disconnected).toEqual([{ user: ann, reason: 'token-revoked' }])
  const restarted = await writers.restart()
  await restarted.journal.checkpoint(restarted.state.snapshot())
  for (const state of [writers.state, restarted.state, (await restarted.restart()).state]) {
    const good = [await isGood(old.token, ann, state), await isGood(fresh.token, ann, state), await isGood(others.token, ben, state)]
    expect(good).toEqual([false, true, true])
  }
})

it('one token is revoked, the others are not', async () => {
  const { writers, manage, isGood } = await office()
  const [one, two] = [await manage.mint(ann, 60), await manage.mint(ann, 60)]
  await manage.revoke(ann, (await tokens.verify(one.token, ann, writers.clock.now())).id)
  expect([await isGood(one.token, ann), await isGood(two.token, ann)]).toEqual([false, true])
})

it('a token itself is not taken for its id, which it would outlive', async () => {
  const { writers, manage } = await office()
  const { token } = await manage.mint(ann, 60)
  await expect(manage.revoke(ann, token)).rejects.toMatchObject({ name: 'BadRequest' })
  expect(JSON.stringify(writers.records)).not.toContain(token)
})

it('a token that does not say when it was issued is good until all are revoked', async () => {
  const { writers, manage } = await office()
  const bare = { id: undefined, issuedAt: undefined }
  expect(writers.state.tokenRevocations.has(ann, bare)).toBe(false)
  await manage.revoke(ann, undefined)
  expect(writers.state.tokenRevocations.has(ann, bare)).toBe(true)
})

it('single tokens are remembered up to a bound, which revoking all resets', async () => {
  const { manage, writers } = await office()
  for (let i = 0; i < 1000; i++) await manage.revoke(ann, `token ${i}`)
  await expect(manage.revoke(ann, 'one more')).rejects.toMatchObject({ name: 'BadRequest' })
  await manage.revoke(ann, undefined)
  expect(writers.state.tokenRevocations.count(ann)).toBe(0)
})

it('what could not be stored was not revoked', async () => {
  const { writers, manage, isGood } = await office()
  const { token } = await manage.mint(ann, 60)
  writers.journal.fail()
  await expect(manage.revoke(ann, undefined)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(await isGood(token, ann)).toBe(true)
  expect(writers.deliveries.disconnected).toEqual([])
})

async function office() {
  const writers = await Writers.open()
  const { journal, deliveries, clock } = writers
  const manage = new ManageTokens({ journal, deliveries, clock, tokens, revocations: writers.state.tokenRevocations })
  const isGood = async (token: string, user: typeof ann, state = writers.state) =>
    !state.tokenRevocations.has(user, await tokens.verify(token, user, clock.now()))
  return { writers, manage, isGood }
}
