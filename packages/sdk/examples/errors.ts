import { connect, MagpieError } from '@magpie-im/sdk'
import { people, place } from './people.ts'

const tell = (error: unknown) => {
  if (error instanceof MagpieError)
    console.log(error.code, error.retry ? `try again, after ${error.retryAfterMs ?? 'a while'}` : 'for good')
}
const { ann, close } = await people()
await ann.history('group:of-others').catch(tell)
const { sending, clientMessageId } = await ann.send('user:a-stranger', 'Hello?').settled
if (sending.state === 'failed') tell(sending.error)
console.log(clientMessageId.length > 0)

const offline = connect({ url: 'ws://127.0.0.1:1/ws', user: place.ann, token: place.annsToken, device: { id: 'phone', type: 'ios' } })
await offline.conversations().catch(tell)
await Promise.all([offline.close(), close()])

// NotInConversation for good
// NotFriends for good
// true
// NotConnected try again, after a while
