import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { countStranger } from './authorise.ts'
import type { HttpPorts } from './ports.ts'

const description = `What a backend can do by HTTP. Every request carries an API key: \`Authorization: Bearer magpie_…\`, made with
\`./magpie key add\` or \`POST /api/v1/keys\`. Acting for a user means acting as him: what he may not do, his backend may not do for him.`

/** Everything the page needs is here; it may run no scripts of others and be in no frame. */
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The description of the API, generated from what validates its requests, and a page to read and try it. Both are public. */
export async function serveDocument(app: FastifyInstance, { strangers }: Pick<HttpPorts, 'strangers'>): Promise<void> {
  const onRequest = async (request: FastifyRequest) => countStranger(strangers, request)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Magpie', version: '1', description },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key.' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: policy,
    uiHooks: { onRequest },
    theme: { title: 'Magpie: the HTTP API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', persistAuthorization: false, url: '/api/openapi.json' },
  })
  // Anybody may ask for it, so it costs no more than its bytes.
  let document: Buffer | undefined
  app.get('/api/openapi.json', { schema: { hide: true }, onRequest }, (_request, reply) => {
    document ??= Buffer.from(JSON.stringify(app.swagger()))
    return reply.type('application/json; charset=utf-8').send(document)
  })
}

type Document = ReturnType<typeof jsonSchemaTransformObject>

/** Every schema is there as what is sent and as what is answered; most are only one of them. */
function withoutUnused(document: Document): Document {
  if (!('components' in document)) return document
  const text = JSON.stringify(document)
  const used = Object.entries(document.components?.schemas ?? {}).filter(([name]) => text.includes(`"#/components/schemas/${name}"`))
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(used) } } as Document // as: with some schemas less it is one
}
