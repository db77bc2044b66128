import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { customService } from './custom-service.ts'

const request = {
  type: 200,
  user: parseUserId('ann'),
  device: { id: 'd1', type: 'ios', name: 'phone', appVersion: '1.0' },
  requestId: 'p1',
  payload: new Uint8Array([0, 1, 255]),
  trace: 't1',
} as const

it('a service is told what came, from whom and from which device, and answers with a payload', async () => {
  const asked: unknown[] = []
  const service = answering((question, id) => {
    asked.push(question, id)
    return { payload: 'AgP+' }
  })
  expect([...(await service.answer(request))]).toEqual([2, 3, 254])
  const { type, user, device } = request
  expect(asked).toEqual([{ type, user, device, packId: 'p1', payload: 'AAH/' }, 't1'])
})

it('an empty payload is one', async () => {
  expect(await answering(() => ({ payload: '' })).answer(request)).toHaveLength(0)
})

it('only the bytes of the payload are sent, not the memory they lie in', async () => {
  const memory = new Uint8Array([9, 9, 1, 9])
  const echo = answering((question) => question)
  expect([...(await echo.answer({ ...request, payload: memory.subarray(2, 3) }))]).toEqual([1])
})

it.each([{}, null, [], 'AA==', { payload: 7 }, { payload: 'A' }, { payload: 'A_-A' }, { payload: 'AA=A' }, { payload: 'A A=' }])(
  'the answer %j is of no use',
  async (answer) => {
    await expect(answering(() => answer).answer(request)).rejects.toMatchObject({ name: 'OutsideUnusable' })
  },
)

function answering(answer: (question: object, requestId: string) => unknown) {
  return customService({ ask: async (question, requestId, read) => read(answer(question, requestId)) })
}
