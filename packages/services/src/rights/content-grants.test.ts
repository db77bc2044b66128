import { conversationId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { Writers } from '../testing/writers.fixture.ts'
import { ContentGrants } from './content-grants.ts'
import { KeepAudit } from './keep-audit.ts'

const here = conversationId(7)
const elsewhere = conversationId(8)
const olga = 'operator:olga'
const wish = { actor: olga, conversation: here, reason: 'ticket 12', minutes: 30 }

it('contents are read by who was granted it, there, until it ends; a clock that is set back prolongs nothing', async () => {
  const { grants, writers } = await office()
  expect(await grants.grant(wish)).toBe(writers.clock.now() + 30 * 60_000)
  await grants.checkMayRead(olga, here)
  await expect(grants.checkMayRead(olga, elsewhere)).rejects.toMatchObject({ name: 'RightMissing' })
  await expect(grants.checkMayRead('operator:omar', here)).rejects.toMatchObject({ name: 'RightMissing' })

  writers.clock.pass(20 * 60_000)
  writers.clock.jump(-3_600_000)
  expect(grants.until(olga, here)).toBe(writers.clock.now() + 10 * 60_000)
  writers.clock.pass(10 * 60_000)
  expect(grants.until(olga, here)).toBeUndefined()
  await expect(grants.checkMayRead(olga, here)).rejects.toMatchObject({ name: 'RightMissing' })
})

it('the grant and each reading are in the audit log, with the reason', async () => {
  const { grants, writers } = await office()
  await grants.grant(wish)
  await grants.checkMayRead(olga, here)
  expect(writers.records.filter(({ type }) => type === 'audit')).toMatchObject([
    { actor: olga, action: 'contents.grant', subject: 'conversation 7', detail: '30 min: ticket 12' },
    { actor: olga, action: 'contents.read', subject: 'conversation 7', detail: 'ticket 12' },
  ])
})

it('what cannot be put on record is not granted and not shown', async () => {
  const { grants, writers } = await office()
  await grants.grant(wish)
  writers.journal.fail()
  await expect(grants.checkMayRead(olga, here)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await expect(grants.grant({ ...wish, conversation: elsewhere })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(grants.until(olga, elsewhere)).toBeUndefined()
})

it.each([
  ['without a reason', { reason: ' ' }],
  ['for no time', { minutes: 0 }],
  ['for longer than an hour', { minutes: 61 }],
  ['for no number of minutes', { minutes: Number.NaN }],
])('there is none %s', async (_, wrong) => {
  const { grants } = await office()
  await expect(grants.grant({ ...wish, ...wrong })).rejects.toMatchObject({ name: 'BadRequest' })
})

it('so many hold at once and no more', async () => {
  const { grants, writers } = await office()
  await Promise.all(Array.from({ length: 1000 }, (_, id) => grants.grant({ ...wish, conversation: conversationId(id + 1) })))
  await expect(grants.grant({ ...wish, conversation: conversationId(2000) })).rejects.toMatchObject({ name: 'BadRequest' })
  writers.clock.pass(30 * 60_000)
  await grants.grant(wish)
})

async function office() {
  const writers = await Writers.open()
  const audit = new KeepAudit({ journal: writers.journal, stamps: writers.state.stamps })
  return { writers, grants: new ContentGrants({ audit, clock: writers.clock }) }
}
