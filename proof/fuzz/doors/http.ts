import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { Random } from '../random.ts'
import { BrokenHttp } from './broken-http.ts'
import { misfit, type Schema, type Schemas, Values } from './json-schema.ts'
import type { Attack } from './try-door.ts'

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Schemas }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
}

interface Answered {
  readonly status: number
  readonly text: string
}

const atOnce = 16
const patienceMs = 10_000
/** What the door itself answers, whatever the operation. */
const ofTheDoor = new Set(['400', '404', '405', '413', '414', '415', '431'])
const refusal: Schema = { $ref: '#/components/schemas/Refusal' }
const agent = new Agent({ keepAlive: true, maxSockets: atOnce })

/** A connection that was kept may be closed by then, and who sends too much is not read to the end: such a request is made once more, on its own. */
async function ask(port: number, asked: Asked): Promise<Answered> {
  try {
    return await askOver(agent, port, asked)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && lost.has(String(error.code)))) throw error
    const isLong = (asked.body?.length ?? 0) > mostRead
    return isLong ? { status: 413, text: ofLost } : await askOver(false, port, asked)
  }
}

const lost = new Set(['ECONNRESET', 'EPIPE'])
const mostRead = 1_048_576
const ofLost = JSON.stringify({ error: { code: 'TooLarge', message: '', details: {} } })

async function askOver(agent: Agent | false, port: number, { method, path, headers, body }: Asked): Promise<Answered> {
  const asking = request({ host: '127.0.0.1', port, method, path, headers, agent, signal: AbortSignal.timeout(patienceMs) })
  asking.end(body)
  const [answer] = await once(asking, 'response')
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return { status: answer.statusCode, text }
}

const types = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'a/b',
  '',
]
const methods = ['OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'PUT', 'DELETE', 'GET', 'POST', 'PATCH']

/** Requests for the operations of a description, from fitting ones to ones that nobody would send. */
class Requests {
  readonly #random: Random
  readonly #values: Values
  readonly #key: string

  constructor(random: Random, values: Values, key: string) {
    this.#random = random
    this.#values = values
    this.#key = key
  }

  next(method: string, path: string, { parameters = [], requestBody }: Operation): Asked {
    const wrong = this.#random.pick([3, 20, 1_000])
    const query: string[] = []
    let filled = path
    for (const { name, in: where, required, schema } of parameters) {
      const text = encoded(this.#values.of(schema, wrong))
      if (where === 'path') filled = filled.replace(`{${name}}`, text)
      else if (required === true || this.#random.oneIn(2)) query.push(`${name}=${text}`)
    }
    const [content] = Object.values(requestBody?.content ?? {})
    const schema = content?.schema
    const { body, type } = this.#body(schema, wrong)
    return {
      method: this.#random.oneIn(40) ? this.#random.pick(methods) : method.toUpperCase(),
      path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
      headers: { ...this.#headers(), ...(body !== undefined && type !== '' && { 'content-type': type }) },
      body,
    }
  }

  #headers(): Record<string, string> {
    const random = this.#random
    const key = random.oneIn(20) ? random.pick(['Bearer ', 'Basic eA==', 'Bearer magpie_x', `Bearer ${this.#key}x`]) : `Bearer ${this.#key}`
    return {
      authorization: key,
      ...(random.oneIn(8) && { 'idempotency-key': random.pick(['a', 'b', 'x'.repeat(256), 'é'.repeat(3)]) }),
      ...(random.oneIn(16) && { 'x-request-id': random.pick(['r', 'x'.repeat(500)]) }),
      ...(random.oneIn(16) && { 'x-forwarded-for': random.pick(['1.2.3.4', 'x', '::1, 2']) }),
    }
  }

  #body(schema: Schema | undefined, wrong: number): { body: Buffer | undefined; type: string } {
    const random = this.#random
    if (schema === undefined && !random.oneIn(20)) return { body: undefined, type: '' }
    const json = Buffer.from(JSON.stringify(schema === undefined ? this.#values.any() : this.#values.of(schema, wrong)))
    if (!random.oneIn(12)) return { body: json, type: 'application/json' }
    const odd = [
      json.subarray(0, random.below(json.length + 1)),
      Buffer.concat([json, json]),
      Buffer.from('['.repeat(100_000)),
      Buffer.from(`{"__proto__":${json}}`),
      Buffer.from(json.map((byte) => (random.oneIn(10) ? random.bits() : byte))),
      gzipSync(json),
      deflateRawSync(json),
      Buffer.alloc(1_048_577, 0x20),
    ]
    return { body: random.pick(odd), type: random.pick(types) }
  }
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
}

/** What is wrong with an answer, whatever was asked for. */
function problemOfAny(status: number, text: string, schemas: Schemas): string | undefined {
  if (status >= 500 && status !== 503) return `status ${status}: ${text}`
  return status < 400 ? undefined : misfitOf(text, refusal, { status, schemas })
}

/** What is wrong with the answer of an operation; undefined: nothing. */
function problemOf(operation: Operation, { method }: Asked, { status, text }: Answered, schemas: Schemas): string | undefined {
  if (status >= 500 && status !== 503) return `status ${status}: ${text}`
  if (method === 'HEAD') return undefined
  const described = operation.responses[status]
  if (described === undefined && !ofTheDoor.has(String(status))) return `status ${status} is not described: ${text}`
  const schema = status >= 400 ? refusal : described?.content?.['application/json']?.schema
  if (schema === undefined) return text === '' ? undefined : `something where nothing is described: ${text}`
  return misfitOf(text, schema, { status, schemas })
}

function misfitOf(text: string, schema: Schema, { status, schemas }: { status: number; schemas: Schemas }): string | undefined {
  try {
    const found = misfit(JSON.parse(text), schema, schemas, 'body')
    return found === undefined ? undefined : `status ${status}, ${found}: ${text}`
  } catch {
    return `status ${status}, no JSON: ${text}`
  }
}

/** Whether what was made of a request for an operation still asks for it: another method, or a value that changes the path, does not. */
function isFor(method: string, { method: asked, path }: Asked): boolean {
  const parts = path.split('?')[0]?.split('/') ?? []
  return asked === method.toUpperCase() && parts.every((part) => part !== '' && !/^\.{1,2}$/.test(part))
}

/** Every operation of the server's own description, and what is hardly HTTP. */
export const http: Attack = async ({ house, random, tell }, goesOn) => {
  const port = house.ports.http
  const document: Document = JSON.parse((await ask(port, { method: 'GET', path: '/api/openapi.json', headers: {}, body: undefined })).text)
  const { schemas } = document.components
  const requests = new Requests(random, new Values(random, schemas), house.key)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const broken = new BrokenHttp(port, random)
  let asked = 0
  const askBroken = async () => {
    const problem = await broken.try((status, text) => problemOfAny(status, text, schemas))
    if (problem !== undefined) tell(problem)
  }
  const askNext = async () => {
    const { method, path, operation } = operations[asked % operations.length] ?? random.pick(operations)
    const next = requests.next(method, path, operation)
    try {
      const answer = await ask(port, next)
      const problem = problemOf(operation, next, answer, schemas)
      if (problem !== undefined && (isFor(method, next) || answer.status >= 500))
        tell(`${method} ${path} (${operation.operationId}): ${problem.slice(0, 400)}`)
    } catch (error) {
      tell(`${next.method} ${next.path.slice(0, 200)}: ${String(error)}`)
    }
  }
  const one = async () => {
    while (goesOn()) {
      asked++
      await (random.oneIn(6) ? askBroken() : askNext())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return asked
}
