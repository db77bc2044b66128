import { type ErrorName, ImError, type Journal } from '@magpie-im/model'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { authorise } from './authorise.ts'
import type { Call, Operation } from './operation.ts'
import { answerOtherSites, urlOf } from './other-sites.ts'
import type { HttpPorts } from './ports.ts'
import { refusalSchema } from './refusal.ts'
import type { Answer, Repeats } from './repeats.ts'
import { statuses } from './statuses.ts'

/** Refusals that any operation can have. */
const everywhere: readonly ErrorName[] = [
  'BadRequest',
  'KeyRefused',
  'ScopeMissing',
  'TooManyRequests',
  'Internal',
  'StorageUnavailable',
  'Stopping',
]
const ofWriting: readonly ErrorName[] = ['RepeatKeyReused', 'TooLarge']
const longestRepeatKey = 255

interface Served<D> extends HttpPorts<D> {
  readonly repeats: Repeats
}

type AnyCall = Call<unknown, unknown, unknown>

interface Answered extends AnyCall {
  /** Who asks is the user it is about: what he does himself is in no audit log. */
  readonly byHimself: boolean
}

/** Makes a row of the API a route. */
export function serveOperation<D>(app: FastifyInstance, operation: Operation<D>, ports: Served<D>): void {
  if (operation.takesBytes === undefined) {
    serve(app, operation, ports)
    return
  }
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, bytes, parsed) => parsed(null, bytes))
    serve(scope, operation, ports)
    done()
  })
}

function serve<D>(app: FastifyInstance, operation: Operation<D>, ports: Served<D>): void {
  const writes = operation.method !== 'GET'
  app.route({
    ...routeOf(operation),
    onRequest: operation.byUser ? [answerOtherSites(ports), authorise(ports, operation)] : authorise(ports, operation),
    handler: async (request, reply) => {
      checkLength(request, operation)
      const call = callOf(request)
      const perform = () => carryOut(operation, call, ports)
      const answer =
        writes && call.repeatKey !== '' && operation.takesBytes === undefined
          ? await repeatable(request, reply, { call, perform, ports })
          : await perform()
      if (answer.text !== '') reply.type('application/json; charset=utf-8')
      return reply.code(answer.status).serializer(String).send(answer.text)
    },
  })
}

/** Where a row is served, and what is taken and answered there. */
export function routeOf(operation: Operation<never>) {
  return { method: operation.method, url: urlOf(operation), schema: schemaOf(operation) }
}

async function carryOut<D>(operation: Operation<D>, call: Answered, { useCases, audit, journal }: Served<D>): Promise<Answer> {
  const {
    id,
    method,
    response,
    status = response === undefined ? 204 : 200,
    handle,
    subject = subjectOf,
    auditedByUseCase = false,
  } = operation
  const given = call as never // as: validated by the operation's own schemas
  const result = await handle(given, useCases)
  if (method === 'GET') await settled(journal)
  else if (!auditedByUseCase && !call.byHimself) {
    const done = subject(given, result as never) // as: what handle returned
    await audit.keep({ actor: call.actor, action: id, subject: done, detail: `from ${call.address}` })
  }
  return { status, text: response === undefined ? '' : JSON.stringify(z.encode(response, result)) }
}

/** What was read may wait to become durable. */
function settled(journal: Journal): Promise<void> {
  return new Promise((resolve, reject) => journal.barrier({ durable: resolve, failed: reject }))
}

interface Repeatable {
  readonly call: AnyCall
  readonly perform: () => Promise<Answer>
  readonly ports: { readonly repeats: Repeats }
}

async function repeatable(request: FastifyRequest, reply: FastifyReply, { call, perform, ports }: Repeatable): Promise<Answer> {
  const name = `${call.actor} ${call.repeatKey}`
  const content = JSON.stringify([request.method, request.url, call.body])
  const { answer, repeated } = await ports.repeats.once({ name, content }, perform)
  if (repeated) reply.header('idempotency-replayed', 'true')
  return answer
}

/** Before any of the bytes is read: who sends them still is, and hears why. */
function checkLength({ headers }: FastifyRequest, { takesBytes = Number.POSITIVE_INFINITY }: Pick<Operation, 'takesBytes'>): void {
  if (Number(headers['content-length']) > takesBytes) throw new ImError('TooLarge', { detail: `at most ${takesBytes} bytes at once` })
}

function callOf(request: FastifyRequest): Answered {
  const { params, query, body, headers, apiKey, user, address } = request
  const { 'idempotency-key': repeatKey = '' } = headers
  if (typeof repeatKey !== 'string' || repeatKey.length > longestRepeatKey) {
    throw new ImError('BadRequest', { detail: `an Idempotency-Key has at most ${longestRepeatKey} characters` })
  }
  return { params, query, body, key: apiKey, actor: actorOf(request), byHimself: user !== undefined, address, repeatKey }
}

function actorOf({ apiKey, user, operator }: FastifyRequest): string {
  if (apiKey !== undefined) return `key:${apiKey.id}`
  if (operator !== undefined) return `operator:${operator.user}`
  if (user === undefined) throw new ImError('KeyRefused')
  return `user:${user}`
}

function subjectOf({ params }: AnyCall): string {
  return Object.values(params ?? {}).join(' ')
}

function schemaOf({ id, method, tag, summary, description = '', scope, params, query, body, response, ...rest }: Operation<never>) {
  const { status = response === undefined ? 204 : 200, errors = [], byUser = false, console, takesBytes } = rest
  const refusals = [...everywhere, ...(method === 'GET' ? [] : ofWriting), ...errors]
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `${description}${description === '' ? '' : '\n\n'}Scope: \`${scope}\`. Errors: ${errors.length === 0 ? 'those of every operation' : errors.join(', ')}.`,
    security: [{ key: [] }, ...(byUser ? [{ token: [] }] : [])],
    'x-scope': scope,
    ...(console !== undefined && { 'x-console-role': console }),
    ...(params !== undefined && { params }),
    ...(query !== undefined && { querystring: query }),
    ...(body !== undefined && { body }),
    ...(takesBytes !== undefined && { consumes: ['application/octet-stream'] }),
    response: { ...responsesOf(refusals), [status]: response ?? z.undefined().describe('Done.') },
  }
}

function responsesOf(names: readonly ErrorName[]): Record<number, z.ZodType> {
  const byStatus = Map.groupBy([...new Set(names)], (name) => statuses[name])
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, refusalSchema.describe(names.join(', '))]))
}
