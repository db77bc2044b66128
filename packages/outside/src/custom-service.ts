import { type CustomService, ImError } from '@magpie-im/model'
import type { OutsideService } from './outside-service.ts'

/** Requests that the product has defined for itself, answered by a service of its own. */
export function customService(service: Pick<OutsideService, 'ask'>): CustomService {
  return {
    answer: async ({ type, user, device, requestId, payload, trace }) => {
      const { id, type: deviceType, name, appVersion } = device
      const question = { type, user, device: { id, type: deviceType, name, appVersion }, packId: requestId, payload: encode(payload) }
      return await service.ask(question, trace, payloadOf)
    },
  }
}

function encode(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('base64')
}

function payloadOf(answer: unknown): Uint8Array {
  const payload = typeof answer === 'object' && answer !== null && 'payload' in answer ? answer.payload : undefined
  if (typeof payload !== 'string' || payload.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(payload)) {
    throw new ImError('OutsideUnusable', { detail: 'it has no payload in base64' })
  }
  return Buffer.from(payload, 'base64')
}
