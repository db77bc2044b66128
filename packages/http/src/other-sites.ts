import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isOfConsole } from './console/authorise-operator.ts'
import type { Operation } from './operation.ts'
import type { HttpPorts } from './ports.ts'

/** How long a browser remembers what it may ask, in seconds. */
const rememberedSeconds = 600

/** Lets pages of other sites that are allowed read the answers. Who asks says the token alone: no cookie comes along. */
export function answerOtherSites({ mayConnect }: Pick<HttpPorts, 'mayConnect'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || isOfConsole(request) || !mayConnect(request.raw)) return
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'x-request-id, retry-after' })
  }
}

/** What browsers ask before a page of another site does what its user may do with his token. */
export function servePreflights(app: FastifyInstance, ports: Pick<HttpPorts<never>, 'operations' | 'mayConnect'>): void {
  const onRequest = answerOtherSites(ports)
  const byPath = Map.groupBy(ports.operations.filter(isByUser), urlOf)
  for (const [url, operations] of byPath) {
    const methods = operations.map(({ method }) => method).join(', ')
    app.options(url, { onRequest, schema: { hide: true } }, (_, reply) => {
      if (reply.hasHeader('access-control-allow-origin')) {
        reply.headers({
          'access-control-allow-methods': methods,
          'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-request-id',
          'access-control-max-age': rememberedSeconds,
        })
      }
      return reply.code(204).send()
    })
  }
}

/** As routes are told it. */
export function urlOf({ path }: Pick<Operation, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function isByUser({ byUser = false }: Operation): boolean {
  return byUser
}
