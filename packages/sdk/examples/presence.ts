import { connect, type Presence, type UserPresence } from '@magpie-im/sdk'
import { people, place, shows } from './people.ts'

const { ann, ben, close } = await people()
const presence: Presence = ann.presence
/** What a component looks at; React has `useSyncExternalStore(subscribe, now)`. */
const bens = {
  now: (): UserPresence => presence.get(ben.user),
  subscribe: (listener: () => void) => presence.subscribe([ben.user], listener),
}
// He is watched as long as somebody is subscribed.
const end = bens.subscribe(() => undefined)

await shows(bens, ({ now }) => now().status === 'online')
console.log(bens.now().devices)
ben.presence.setAway(true)
await shows(bens, ({ now }) => now().status === 'away')
const phone = connect({ url: place.url, user: place.ben, token: place.bensToken, device: { id: 'phone', type: 'ios' } })
await shows(bens, ({ now }) => now().status === 'online')
console.log(bens.now().devices)
await Promise.all([phone.close(), ben.close()])
await shows(bens, ({ now }) => now().status === 'offline')
console.log('last seen before now:', (bens.now().lastSeen ?? Number.NaN) <= Date.now())
end()
await close()

// [ { type: 'web', status: 'online' } ]
// [ { type: 'ios', status: 'online' }, { type: 'web', status: 'away' } ]
// last seen before now: true
