import { readFile } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { countStranger } from './budget.ts'
import type { HttpPorts } from './ports.ts'

/** Everything the page needs is here; it may run no scripts of others and be in no frame. */
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The description of the API, made by `apiDocument`, and a page to read and try it. Both are public. */
export async function serveDocument(app: FastifyInstance, { strangers }: Pick<HttpPorts, 'strangers'>): Promise<void> {
  const onRequest = async (request: FastifyRequest) => countStranger(strangers, request)
  const document = JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8'))
  await app.register(swagger, { mode: 'static', specification: { document } })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: policy,
    uiHooks: { onRequest },
    theme: { title: 'Magpie: the HTTP API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', persistAuthorization: false, url: '/api/openapi.json' },
  })
  // Anybody may ask for it, so it costs no more than its bytes.
  const bytes = Buffer.from(JSON.stringify(document))
  app.get('/api/openapi.json', { schema: { hide: true }, onRequest }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(bytes),
  )
}
