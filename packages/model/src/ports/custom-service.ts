import type { Device } from '../device.ts'
import type { UserId } from '../ids.ts'

/** A request of a kind that the product has defined for itself; we only carry it. */
export interface CustomRequest {
  readonly type: number
  readonly user: UserId
  readonly device: Device
  /** As the client has named it. */
  readonly requestId: string
  readonly payload: Uint8Array
  /** The id of the request in logs. */
  readonly trace: string
}

/** Who answers such requests. */
export interface CustomService {
  /** The payload of the reply. Rejects with `OutsideUnavailable` or `OutsideUnusable` when there is none; always in bounded time. */
  answer(request: CustomRequest): Promise<Uint8Array>
}
