import swagger from '@fastify/swagger'
import fastify from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Operation } from './operation.ts'
import { operations } from './operations/index.ts'
import { routeOf } from './serve-operation.ts'

const description = `What a backend can do by HTTP. Every request carries an API key: \`Authorization: Bearer magpie_…\`, made with
\`./magpie key add\` or \`POST /api/v1/keys\`. Acting for a user means acting as him: what he may not do, his backend may not do for him.`

const securitySchemes = {
  key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
  token: { type: 'http', scheme: 'bearer', description: 'The token with which the user signs in.' },
} as const

type Document = ReturnType<typeof jsonSchemaTransformObject>

/** The description of the API (OpenAPI 3.1), from what validates its requests. Takes a third of a second, so a server has it from a file. */
export async function apiDocument(described: readonly Operation<never>[] = operations): Promise<object> {
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Magpie', version: '1', description },
      components: { securitySchemes },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  })
  for (const operation of described) app.route({ ...routeOf(operation), handler: () => undefined })
  try {
    await app.ready()
    return app.swagger()
  } finally {
    await app.close()
  }
}

/** Every schema is there as what is sent and as what is answered; most are only one of them. */
function withoutUnused(document: Document): Document {
  if (!('components' in document)) return document
  const text = JSON.stringify(document)
  const used = Object.entries(document.components?.schemas ?? {}).filter(([name]) => text.includes(`"#/components/schemas/${name}"`))
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(used) } } as Document // as: with some schemas less it is one
}
