import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorise } from './authorise.ts'
import type { HttpPorts } from './ports.ts'

/** Outside the API: balancers and collectors expect these paths. */
export function serveHealth<D>(app: FastifyInstance, ports: HttpPorts<D>): void {
  const { health } = ports
  const hidden = { hide: true }
  app.get('/healthz', { schema: hidden }, () => ({ alive: true }))
  app.get('/readyz', { schema: hidden }, (_, reply) => {
    const readiness = health.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  const withKey = authorise(ports, { scope: 'read' })
  app.get(
    '/metrics',
    { schema: hidden, onRequest: async (request, reply) => (isLocal(request) ? undefined : withKey(request, reply)) },
    async (_, reply) => reply.type(health.metricsType).send(await health.metrics()),
  )
}

const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** Made on this machine, and not passed on by something on it. */
function isLocal({ address, headers }: FastifyRequest): boolean {
  const loopback = address === '::1' || address.startsWith('127.')
  return loopback && forwarding.every((name) => headers[name] === undefined)
}
