import { connect, type Door } from '@magpie-im/sdk'
import { omtpTransport } from '@magpie-im/sdk/node'
import { next, place } from './people.ts'

// A program in Node that is let through to the server's OMTP port.
const transport = omtpTransport()
const door: Door | undefined = transport.door
console.log('it opens', door?.schemes.join(' and '))
const bot = connect({ url: place.omtp, transport, user: place.ann, token: place.annsToken, device: { id: 'bot', type: 'linux' } })
const ben = connect({ url: place.url, user: place.ben, token: place.bensToken, device: { id: 'laptop', type: 'web' } })
await Promise.all([next(bot, 'synced'), next(ben, 'synced')])
await bot.request('addFriend', { friend: ben.user })

const asked = next(bot, 'message')
await ben.send(`user:${bot.user}`, 'Is it going to rain?').settled
const { message } = await asked
const answered = next(ben, 'message')
await bot.send(`user:${ben.user}`, `“${message.body}” is beyond me`).settled
await answered
console.log((await ben.history(`user:${bot.user}`)).items.map(({ body }) => body).join(' · '))

await bot.request('searchMessages', { text: 'rain' }).catch(({ code, message }) => console.log(`${code}: ${message}`))
await Promise.all([bot.close(), ben.close()])

// it opens omtp: and omtps:
// Is it going to rain? · “Is it going to rain?” is beyond me
// Unsupported: OMTP does not have this command
