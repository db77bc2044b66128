import { connect } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import { encodeFramed, packets, withWrapping } from '@magpie-im/wire'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Scene, Victim } from '../scene.ts'

const perSecond = 60
const addresses = 30
const bombBytes = 64 * 1024 * 1024
const gigabyte = 1_000_000_000

interface Blow {
  readonly door: 'port' | 'httpPort'
  readonly bytes: Buffer
}

/** Lengths that nobody may announce and bytes that become a thousand times as many, at every door. */
export const oversize: Scene = {
  name: 'oversize',
  about: `${perSecond} a second from ${addresses} addresses: frames of 1 GB, zip bombs of ${bombBytes / 2 ** 20} MiB, HTTP bodies of 1 GB and gzipped ones, WebSocket frames of 1 GB`,
  heldBackBy: ['frame-too-large', 'malformed', 'not-signed-in', 'sign-in-refused'],
  prepare: async (victim) => {
    const blows = blowsFor()
    return async (until) => {
      let ended = 0
      const struck = await atRate(perSecond, until, (number) => {
        const blow = blows[number % blows.length]
        if (blow !== undefined) strike(victim, blow, { from: addressOf(networks.attackers, number % addresses), ended: () => ended++ })
      })
      return { struck, ended }
    }
  },
}

function blowsFor(): Blow[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(gigabyte)
  const flags = withWrapping(0, { compress: 1, crypto: 0 })
  const bomb = deflateSync(Buffer.alloc(bombBytes))
  const post = 'POST /api/v1/messages HTTP/1.1\r\nHost: magpie\r\nContent-Type: application/json\r\n'
  const upgrade =
    'GET /omtp HTTP/1.1\r\nHost: magpie\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
  // Final, binary, masked, a length of eight bytes; then the mask.
  const webSocketFrame = Buffer.concat([Buffer.from('82ff00000000', 'hex'), length, Buffer.alloc(4)])
  return [
    { door: 'port', bytes: Buffer.concat([length, Buffer.alloc(64 * 1024)]) },
    { door: 'port', bytes: encodeFramed({ type: packets.LOGIN.type, version: 1, flags, packId: 'bomb' }, packets.PING.request, bomb) },
    { door: 'httpPort', bytes: Buffer.concat([Buffer.from(`${post}Content-Length: ${gigabyte}\r\n\r\n`), Buffer.alloc(64 * 1024, ' ')]) },
    { door: 'httpPort', bytes: gzipped(post) },
    { door: 'httpPort', bytes: Buffer.concat([Buffer.from(upgrade), webSocketFrame, Buffer.alloc(64 * 1024)]) },
  ]
}

function gzipped(post: string): Buffer {
  const body = gzipSync(Buffer.alloc(bombBytes, ' '))
  return Buffer.concat([Buffer.from(`${post}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`), body])
}

/** Writes all of it and waits a moment for the end. */
function strike(victim: Victim, { door, bytes }: Blow, { from, ended }: { readonly from: string; readonly ended: () => void }): void {
  const socket = connect({ host: '127.0.0.1', port: victim[door], localAddress: from })
  socket.on('error', () => undefined).resume()
  socket.write(bytes)
  socket.once('close', ended)
  setTimeout(() => socket.destroy(), 2000)
}
