import { type Clock, deviceTypes, type Presence, type PresentDevice, type UserId } from '@magpie-im/model'

interface PresencesPorts {
  /** Of the sessions of a user. */
  readonly devicesOf: (user: UserId) => readonly PresentDevice[]
  readonly clock: Clock
}

/** Whether users are here. Nothing of it outlives the process. */
export class Presences {
  readonly #ports: PresencesPorts
  /** Of who was here and is not any more. */
  readonly #lastSeen = new Map<UserId, number>()

  constructor(ports: PresencesPorts) {
    this.#ports = ports
  }

  of(user: UserId): Presence {
    const devices = this.#ports.devicesOf(user)
    const online = devices.filter(({ status }) => status === 'online')
    const present = new Set(devices.map(({ type }) => type))
    return {
      status: online.length > 0 ? 'online' : devices.length > 0 ? 'away' : 'offline',
      devices: deviceTypes
        .filter((type) => present.has(type))
        .map((type) => ({ type, status: online.some((device) => device.type === type) ? 'online' : 'away' })),
      lastSeen: this.#lastSeen.get(user),
    }
  }

  /** A session of his began or has ended. */
  note(user: UserId): void {
    if (this.#ports.devicesOf(user).length > 0) this.#lastSeen.delete(user)
    else this.#lastSeen.set(user, this.#ports.clock.now())
  }
}

/** What somebody sees who may not know. */
export const hidden: Presence = { status: 'offline', devices: [], lastSeen: undefined }
