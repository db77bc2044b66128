import { Readable } from 'node:stream'
import { type ApiKey, type ErrorName, ImError, isWellFormed, type UserId } from '@magpie-im/model'
import type { ConsoleSession } from '@magpie-im/services'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { countStranger } from './budget.ts'
import { pathFor } from './console/authorise-operator.ts'
import { sessionRoutes } from './console/session-routes.ts'
import { servePreflights } from './other-sites.ts'
import type { HttpPorts } from './ports.ts'
import { refuse } from './refusal.ts'
import { Repeats } from './repeats.ts'
import { requestId } from './request-id.ts'
import { serveDocument } from './serve-document.ts'
import { serveHealth } from './serve-health.ts'
import { serveOperation } from './serve-operation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of who asks, without port. */
    address: string
    /** Who asks, once that is known. */
    apiKey: ApiKey | undefined
    /** Who asks for himself, once that is known. */
    user: UserId | undefined
    /** Who asks from the console, once that is known. */
    operator: ConsoleSession | undefined
    /** Why it was refused; undefined: it was not. */
    refusedAs: ErrorName | undefined
  }
}

const mib = 1_048_576
/** The longest id, every byte of it percent-encoded, and what may stand before it. */
const longestParameter = 256

/** The HTTP door. It does not listen: `routing` of what it gives answers the requests of a server. */
export async function openHttp<D>(ports: HttpPorts<D>): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    bodyLimit: mib,
    routerOptions: { maxParamLength: longestParameter },
    logger: false,
    rewriteUrl: ({ url = '' }) => pathFor(url),
    frameworkErrors: (error, _, reply) => void refuse(reply as FastifyReply, error, ports.log), // as: only its types of routes differ
    genReqId: ({ headers }) => requestId(headers),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.decorateRequest('address', '')
  app.decorateRequest('apiKey', undefined)
  app.decorateRequest('user', undefined)
  app.decorateRequest('operator', undefined)
  app.decorateRequest('refusedAs', undefined)
  app.addHook('onRequest', async (request) => {
    request.address = ports.addressOf(request.raw)
  })
  app.addHook('onRequest', setHeaders)
  app.addHook('onRequest', refuseWhileStopping(ports))
  app.addHook('onRequest', refuseWithoutHost)
  app.addHook('onResponse', (request, reply) => logRequest(ports, request, reply))
  app.addHook('preValidation', refuseBrokenText)
  app.setErrorHandler((error, _, reply) => refuse(reply, error as Error, ports.log)) // as: nothing else is thrown
  app.setNotFoundHandler((request) => {
    countStranger(ports.strangers, request)
    throw new ImError('NotFound', { detail: 'no operation has this path' })
  })
  await serveDocument(app, ports)
  serveHealth(app, ports)
  sessionRoutes(app, ports)
  const repeats = new Repeats(ports.clock)
  for (const operation of ports.operations) serveOperation(app, operation, { ...ports, repeats })
  servePreflights(app, ports)
  for (const routes of ports.routes) await routes(app, ports)
  await app.ready()
  return app
}

async function setHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
}

const probes: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics'])
/** By then another server has taken its place, or the same one is back. */
const comeBackMs = 1_000

/** What begins on a connection that is still open, when the server stops; what began before is carried out. */
function refuseWhileStopping({ health }: Pick<HttpPorts, 'health'>) {
  return async ({ routeOptions: { url } }: FastifyRequest): Promise<void> => {
    if (!health.listening && !probes.has(url)) throw new ImError('Stopping', { retryAfterMs: comeBackMs })
  }
}

/** As HTTP/1.1 demands. */
async function refuseWithoutHost({ raw: { httpVersion, headers } }: FastifyRequest): Promise<void> {
  if (httpVersion === '1.1' && headers.host === undefined) throw new ImError('BadRequest', { detail: 'the header Host is missing' })
}

/**
 * Names the route, never what was in the path, the query or the body. Pages and probes that need no key are not worth a line each,
 * nor is each look of the console, which looks every second.
 */
async function logRequest({ log, watch }: Pick<HttpPorts, 'log' | 'watch'>, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  // A flood must not fill the log too; it is counted below.
  const { operator } = request
  const known = request.apiKey !== undefined || request.user !== undefined || operator !== undefined
  if (known || request.refusedAs !== 'TooManyRequests') {
    const unusual = reply.statusCode >= 400 || (known && (operator === undefined || request.method !== 'GET'))
    const level = unusual ? 'info' : 'debug'
    log[level]('http request', {
      trace: request.id,
      address: request.address,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      key: request.apiKey?.id,
      user: request.user,
      operator: operator?.user,
    })
  }
  watch.answered({
    door: 'http',
    operation: operationOf(request),
    trace: request.id,
    user: request.user,
    outcome: request.refusedAs ?? 'done',
    ms: reply.elapsedTime,
    bytes: lengthIn(request.headers['content-length']),
    replyBytes: lengthIn(reply.getHeader('content-length')),
  })
}

/** One of few, whatever was asked for. */
function operationOf({ method, routeOptions: { url, schema } }: FastifyRequest): string {
  const { operationId } = (schema ?? {}) as { readonly operationId?: string } // as: what the document is made from
  return operationId ?? (url === undefined || url.includes('*') ? 'other' : `${method} ${url}`)
}

function lengthIn(header: unknown): number {
  return Number(header) || 0
}

/** JSON can hold half a character, which no file and no other door can: what is stored would not be what was compared. */
async function refuseBrokenText({ body }: FastifyRequest): Promise<void> {
  if (!(body instanceof Readable) && !isWellFormed(body))
    throw new ImError('BadRequest', { detail: 'a text is no Unicode: half of a surrogate pair is missing' })
}
