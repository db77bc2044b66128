import type { RequestListener } from 'node:http'
import { type Gateway, originCheck, type Protocol, type Socket, TcpListener, WebSocketListener } from '@magpie-im/gateway'
import type { Log, Metrics } from '@magpie-im/model'
import { requestAddress } from './client-address.ts'
import type { Config } from './config/keys.ts'
import { HttpServer } from './http-server.ts'
import { listen, type Place } from './listen.ts'
import { memberOf } from './networks.ts'
import { systemClock as clock } from './system-clock.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'
import type { Workers } from './workers/workers.ts'

interface DoorsOptions {
  readonly config: Config
  readonly gateway: Gateway
  readonly protocols: { readonly omtp: Protocol; readonly json: Protocol }
  /** Answers HTTP requests. */
  readonly handle: RequestListener
  readonly certificate: RenewedCertificate | undefined
  readonly log: Log
  readonly metrics: Metrics
  /** Undefined: the connections are held here. */
  readonly workers: Workers | undefined
}

/** Where this server can be reached. */
export interface Doors {
  readonly omtp: Place
  readonly http: Place
}

/** Opens every listener; `running` closes them. Throws `StartError` when one cannot listen. */
export async function openDoors(options: DoorsOptions, running: AsyncDisposableStack): Promise<Doors> {
  const http = await openHttp(options, running)
  return { omtp: await openOmtp(options, running), http }
}

async function openOmtp(options: DoorsOptions, running: AsyncDisposableStack): Promise<Place> {
  const { config, gateway, protocols, certificate, log, workers } = options
  const place = { host: config['omtp.host'], port: config['omtp.port'] }
  const accept = (socket: Socket) => gateway.accept(socket, protocols.omtp)
  const trusted = config['proxy.trusted']
  const proxies = config['proxy.protocol'] ? { trusted, patienceMs: config['limits.signInSeconds'] * 1000 } : undefined
  if (workers !== undefined) {
    running.defer(() => workers.close())
    certificate?.follow(({ options }) => workers.certify(options))
    const door = { ...place, certificate: certificate?.present.options, proxies }
    return await listen('omtp', place, () => workers.listen({ door, accept }))
  }
  const tls = certificate?.context
  const untied = proxies && { ...proxies, trusted: memberOf(trusted), clock }
  const listener = await listen('omtp', place, () =>
    TcpListener.open({ ...place, name: protocols.omtp.name, accept, log, tls, proxies: untied }),
  )
  running.defer(() => listener.close())
  return listener.address
}

async function openHttp(options: DoorsOptions, running: AsyncDisposableStack): Promise<Place> {
  const { config, gateway, protocols, handle, certificate, log, metrics } = options
  const place = { host: config['http.host'], port: config['http.port'] }
  const paths = {
    '/omtp': { protocol: protocols.omtp, messages: 'pieces' },
    '/ws': { protocol: protocols.json, messages: 'texts' },
  } as const
  const http = await listen('http', place, () =>
    HttpServer.open({
      ...place,
      certificate,
      handshakeMs: config['limits.signInSeconds'] * 1000,
      handle,
      webSockets: Object.keys(paths),
      connectionsPerAddress: config['limits.connectionsPerAddress'],
      trusted: memberOf(config['proxy.trusted']),
      refused: () => metrics.closed('http', 'too-many-connections'),
      log,
    }),
  )
  running.defer(() => http.close(clock))
  const webSockets = new WebSocketListener({
    ...{ server: http.server, paths, gateway },
    addressOf: requestAddress(config),
    mayConnect: originCheck(config['http.allowedOrigins']),
  })
  running.defer(() => webSockets.close())
  return http.address
}
