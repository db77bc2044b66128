import { type ConnectOptions, connect, type Logger, MagpieError, type OwnErrorCode, type State, webSocketTransport } from '@magpie-im/sdk'
import { next, place } from './people.ts'

const logger: Logger = { log: (level, event) => level === 'warn' && console.log(event) }
const options: ConnectOptions = {
  // Of several the one that is open first is used.
  url: [place.url, 'ws://127.0.0.1:1/ws'],
  user: place.ann,
  token: place.annsToken,
  device: { id: 'laptop', type: 'web', name: 'My laptop' },
  transport: webSocketTransport(),
  logger,
}
const client = connect(options)
client.on('state', (state: State) => console.log(state.name))
await next(client, 'synced')
console.log(client.user, 'was told everything')
await client.signOut()
const gone: OwnErrorCode = 'NotConnected'
await client.conversations().catch(({ code }) => console.log(code === gone))

const stranger = connect({ ...options, token: 'forged' })
const state = await next(stranger, 'state').then(() => next(stranger, 'state'))
if (state.name === 'closed' && state.error instanceof MagpieError) console.log(state.error.code)

// connecting
// signedIn
// ann was told everything
// closed
// true
// WrongCredentials
