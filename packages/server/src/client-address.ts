import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { plainAddress } from '@magpie-im/model'
import type { Config } from './config/keys.ts'
import { memberOf } from './networks.ts'

/** Header fields of a request, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

export type ClientAddress = (socketAddress: string, headers: Headers) => string

/** Who sent a request, with the proxies that `config` trusts. */
export function requestAddress(config: Config): (request: IncomingMessage) => string {
  const addressOf = clientAddress(memberOf(config['proxy.trusted']))
  return ({ socket, headers }) => addressOf(socket.remoteAddress ?? '', headers)
}

/**
 * Who sent an HTTP request: whoever is at the other end of the socket or, if that is a trusted proxy, the last one in
 * X-Forwarded-For (or else Forwarded) that is none. What stands before him, the client himself may have written.
 */
export function clientAddress(trusted: (address: string) => boolean): ClientAddress {
  return (socketAddress, headers) => {
    let client = plainAddress(socketAddress)
    const claimed = forwardedFor(headers)
    while (trusted(client)) {
      const before = claimed.pop()
      if (before === undefined || isIP(before) === 0) break
      client = plainAddress(before)
    }
    return client
  }
}

function forwardedFor(headers: Headers): string[] {
  const list = valuesOf(headers['x-forwarded-for'])
  return list.length > 0 ? list.map(bare) : valuesOf(headers['forwarded']).map((hop) => bare(forOf(hop)))
}

function valuesOf(header: string | string[] | undefined): string[] {
  if (header === undefined) return []
  return [header]
    .flat()
    .join(',')
    .split(',')
    .map((each) => each.trim())
}

/** The `for` of an element of Forwarded; empty when it has none. */
function forOf(hop: string): string {
  const pair = hop
    .split(';')
    .map((each) => each.trim())
    .find((each) => /^for=/i.test(each))
  return pair?.slice('for='.length).replace(/^"(.*)"$/, '$1') ?? ''
}

/** Without port and brackets. */
function bare(address: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address
}
