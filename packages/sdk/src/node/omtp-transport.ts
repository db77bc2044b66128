import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { Http, Transport } from '../ports.ts'
import { Session } from './omtp/session.ts'

/** OMTP instead of JSON: for addresses such as `omtp://127.0.0.1:7100`, and `omtps:` for TLS. */
export function omtpTransport(): Transport {
  return {
    door: { name: 'omtp', schemes: ['omtp:', 'omtps:'], http: noHttp },
    open: (url, listener) => {
      const { protocol, hostname, port } = new URL(url)
      const place = { host: hostname.replace(/^\[|\]$/gu, ''), port: Number(port === '' ? usualPort : port) }
      const isSecure = protocol === 'omtps:'
      const socket = isSecure ? connectSecurely({ ...place, servername: place.host }) : connect(place)
      socket.setNoDelay()
      socket.once(isSecure ? 'secureConnect' : 'connect', () => listener.opened())
      return new Session(socket, listener)
    },
  }
}

const usualPort = 7100

/** Nobody but the server's HTTP door has files, and an address of OMTP does not say where that is. */
const noHttp: Http = async () => ({ status: 501, json: async () => ({ error: { code: 'Unsupported', message: 'OMTP has no files' } }) })
