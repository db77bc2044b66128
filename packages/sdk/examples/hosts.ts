import { connect } from '@magpie-im/sdk'
import { next, place } from './people.ts'

// All are tried, and the first that is open is used; one that is down costs nothing.
const url = ['ws://127.0.0.1:1/ws', place.url, 'ws://127.0.0.1:2/ws']
const client = connect({ url, user: place.ann, token: place.annsToken, device: { id: 'laptop', type: 'web' } })
await next(client, 'synced')
const { state } = client
console.log(state.name === 'signedIn' && url.indexOf(state.url))
await client.close()

const nowhere = connect({ url: url.filter((one) => one !== place.url), user: 'ann', token: '', device: { id: 'laptop', type: 'web' } })
const offline = await next(nowhere, 'state').then(() => next(nowhere, 'state'))
if (offline.name === 'offline') console.log(offline.why, offline.retryInMs <= 1_000)
await nowhere.close()

// 1
// no host can be reached true
