import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'

it('a user writes 50 messages a second on all his devices together, and what is refused is not stored', async () => {
  await using server = await startServer({ limits: 'as shipped' })
  const [ann, ben] = await server.friends('ann', 'bob')
  const tablet = await server.signIn('ann', { deviceType: 1 })
  const ids = Array.from({ length: 150 }, (_, i) => `m-${i}`)
  const start = performance.now()

  const acks = await Promise.all(ids.map((packId, i) => (i % 2 === 0 ? ann : tablet).send('bob', packId, { packId })))

  const most = 50 + (performance.now() - start) / 20
  const accepted = ids.filter((_, i) => acks[i]?.errorCode.code === 0)
  expect(accepted.length).toBeGreaterThanOrEqual(50)
  expect(accepted.length).toBeLessThanOrEqual(most)
  const refusals = acks.filter(({ errorCode }) => errorCode.code !== 0)
  for (const { errorCode } of refusals) {
    expect(errorCode.code).toBe(7)
    expect(errorCode.desc).toMatch(/^too many messages: at most 50 messages a second from one user; try again in 0\.1 s$/)
  }
  expect((await ben.history('ann')).map(({ packId }) => packId).sort()).toEqual([...accepted].sort())
})

it('a repeat of an accepted message is not refused, and a refused one may be sent again later', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_MESSAGES_PER_USER: '2' } })
  const [ann, ben] = await server.friends('ann', 'bob')
  const first = await ann.send('bob', 'first', { packId: 'first' })
  const burst = await Promise.all(Array.from({ length: 8 }, (_, i) => ann.send('bob', `${i}`, { packId: `m-${i}` })))

  expect(burst.at(-1)?.errorCode.code).toBe(7)
  const repeats = await Promise.all(Array.from({ length: 20 }, () => ann.send('bob', 'first', { packId: 'first' })))
  expect(repeats.map(({ errorCode, seqId }) => [errorCode.code, seqId])).toEqual(repeats.map(() => [0, first.seqId]))
  expect((await ben.send('ann', 'meanwhile')).errorCode.code).toBe(0)

  await eventually(10_000, 'the limit to let it through', async () => {
    const { errorCode } = await ann.send('bob', '7', { packId: 'm-7' })
    return errorCode.code === 0 ? true : undefined
  })
  expect((await ben.history('ann')).filter(({ packId }) => packId === 'm-7')).toHaveLength(1)
})
