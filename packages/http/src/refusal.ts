import { type ErrorName, ImError, type Log } from '@magpie-im/model'
import type { FastifyError, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { statuses } from './statuses.ts'

/** What every refused request is answered with. */
export const refusalSchema = z
  .object({
    error: z.object({
      code: z.string().describe('Name of the error: docs/errors.md lists them.'),
      message: z.string().describe('For people.'),
      details: z.record(z.string(), z.unknown()).describe('What else there is to say, such as which fields are wrong.'),
    }),
  })
  .meta({ id: 'Refusal' })

type Refusal = z.infer<typeof refusalSchema>
type Details = Refusal['error']['details']

interface Refused {
  readonly name: ErrorName
  readonly status: number
  readonly body: Refusal
  readonly retryAfterSeconds: number | undefined
}

export function refuse(reply: FastifyReply, error: FastifyError | Error, log: Log): FastifyReply {
  return send(
    reply,
    refused(error, () => log.error('http request failed', { trace: reply.request.id, error })),
  )
}

/** Never shows what a bug of ours said; that goes to the log. */
export function refused(error: FastifyError | Error, logBug: () => void): Refused {
  if (error instanceof ImError) return ofImError(error)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(({ instancePath, message = '' }) => ({ field: fieldOf(instancePath), problem: message }))
    return ofImError(new ImError('BadRequest'), { in: error.validationContext ?? 'body', fields })
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
  if (status >= 500) {
    logBug()
    return ofImError(new ImError('Internal'))
  }
  const name: ErrorName = status === 413 ? 'TooLarge' : 'BadRequest'
  return { ...ofImError(new ImError(name, { detail: reasons[codeOf(error)] ?? 'the request is malformed' })), status }
}

function send(reply: FastifyReply, { name, status, body, retryAfterSeconds }: Refused): FastifyReply {
  reply.request.refusedAs = name
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)
}

function ofImError(error: ImError, details: Details = {}): Refused {
  const { name, message, retryAfterMs } = error
  return {
    name,
    status: statuses[name],
    body: { error: { code: name, message, details } },
    retryAfterSeconds: retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000),
  }
}

/** Ours, because the framework's own texts can repeat what was sent. */
const reasons: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'a body has at most 1 MiB',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'a body is application/json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'the body is empty',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as it says',
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is not JSON',
  HPE_INVALID_METHOD: 'there is no such method',
  HPE_HEADER_OVERFLOW: 'the headers have more than 16 KiB',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'the length of the body is given twice',
  HPE_INVALID_TRANSFER_ENCODING: 'the length of the body is not clear',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'the extensions of a chunk have more than 16 KiB',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request did not end in time',
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function fieldOf(path: string): string {
  return path.replace(/^\//, '').replaceAll('/', '.')
}
