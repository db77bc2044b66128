import { connect } from '@magpie-im/sdk'
import { next, people, place } from './people.ts'

const { ann, close } = await people()
const phone = connect({ url: place.url, user: place.ann, token: place.annsToken, device: { id: 'phone', type: 'ios' } })
await next(phone, 'synced')
const ended = next(phone, 'state')
await ann.request('endDevices', { device: 'ios' })
const state = await ended
if (state.name === 'kicked') console.log(state.name, state.reason)
try {
  phone.send(`user:${place.ben}`, 'Is anybody there?')
} catch (error) {
  console.log(String(error))
}
await Promise.all([phone.close(), close()])

// kicked ended
// MagpieError: the client is closed
