import { connect, type Logger } from '@magpie-im/sdk'
import { next, place } from './people.ts'

/** Told what the client does and why, and never what people write. */
const logger: Logger = { log: (level, event, fields) => console.log(level, event, fields) }
const device = { id: 'laptop', type: 'web' } as const
const client = connect({ url: place.url, user: place.ann, token: place.annsToken, device, logger })
client.on('synced', () => {
  throw new RangeError('a mistake of the program')
})
await next(client, 'synced')
await client.close()

// debug state { from: 'connecting', to: 'signedIn' }
// warn a listener threw { event: 'synced', error: 'RangeError' }
// debug state { from: 'signedIn', to: 'closed' }
