import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refusalOf } from './signature-v4.ts'

interface Asked {
  readonly method: string
  /** Of the object. */
  readonly key: string
  readonly query: URLSearchParams
  readonly range: string | undefined
  readonly body: Buffer
}

const key = { id: 'AKIDEXAMPLE', secret: 'a secret/key+of tests' }
const leastPartBytes = 5 * 1_048_576

/** An S3-compatible store with one bucket, in memory; it takes nothing without a right signature. */
export class BucketService implements AsyncDisposable {
  readonly objects = new Map<string, Buffer>()
  /** Method, key and status of each. */
  readonly answered: string[] = []
  /** `cut` ends the connection in the midst of what is put, `failing` takes nothing. */
  trouble: 'none' | 'failing' | 'cut' = 'none'
  readonly #folder = mkdtempSync(join(tmpdir(), 'magpie-bucket-'))
  readonly #uploads = new Map<string, Map<number, Buffer>>()
  readonly #server: Server
  #port = 0

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response).catch(() => response.destroy()))
    writeFileSync(join(this.#folder, 'key'), `${key.secret}\n`)
  }

  static async open(): Promise<BucketService> {
    const service = new BucketService()
    await service.start()
    return service
  }

  /** Settings of a server that uses it. */
  get env(): Readonly<Record<string, string>> {
    return {
      MAGPIE_S3_ENDPOINT: `http://127.0.0.1:${this.#port}`,
      MAGPIE_S3_BUCKET: 'files',
      MAGPIE_S3_REGION: 'eu-test-1',
      MAGPIE_S3_ACCESS_KEY_ID: key.id,
      MAGPIE_S3_KEY_FILE: join(this.#folder, 'key'),
    }
  }

  /** Uploads in parts that were neither completed nor given up. */
  get unfinished(): number {
    return this.#uploads.size
  }

  /** Again where it was before. */
  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port // as: it listens on TCP
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true })
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '', `http://${headers.host}`)
    const objectKey = decodeURIComponent(url.pathname.replace('/files/', ''))
    response.on('finish', () => this.answered.push(`${method} ${objectKey} ${response.statusCode}`))
    const reads = method === 'GET' || method === 'HEAD'
    const chunks: Buffer[] = []
    for await (const chunk of request) {
      if (this.trouble === 'cut' && method === 'PUT') return void response.destroy()
      chunks.push(chunk)
    }
    if (this.trouble === 'failing' && !reads) return void refuse(response, 503, 'SlowDown')
    const body = Buffer.concat(chunks)
    const refusal = refusalOf({ method, url, headers, body }, key)
    if (refusal !== undefined) return void refuse(response, 403, refusal)
    this.#answer({ method, key: objectKey, query: url.searchParams, range: headers.range, body }, response)
  }

  #answer(asked: Asked, response: ServerResponse): void {
    const { method, key, query, body } = asked
    const uploadId = query.get('uploadId')
    if (uploadId !== null) this.#continue(uploadId, asked, response)
    else if (query.has('uploads')) this.#begin(response)
    else if (method === 'PUT') this.#put(key, body, response)
    else if (method === 'DELETE') this.#delete(key, response)
    else this.#send(asked, response)
  }

  #put(key: string, body: Buffer, response: ServerResponse): void {
    this.objects.set(key, body)
    response.end()
  }

  #delete(key: string, response: ServerResponse): void {
    this.objects.delete(key)
    response.writeHead(204).end()
  }

  #begin(response: ServerResponse): void {
    const id = randomBytes(8).toString('hex')
    this.#uploads.set(id, new Map())
    response.end(`<?xml version="1.0"?><InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
  }

  #continue(id: string, { method, key, query, body }: Asked, response: ServerResponse): void {
    const parts = this.#uploads.get(id)
    if (parts === undefined) return void refuse(response, 404, 'NoSuchUpload')
    if (method === 'PUT') {
      parts.set(Number(query.get('partNumber')), body)
      return void response.setHeader('etag', tagOf(body)).end()
    }
    this.#uploads.delete(id)
    if (method === 'DELETE') return void response.writeHead(204).end()
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)]
    const all = named.map(([, number, tag]) => ({ part: parts.get(Number(number)) ?? Buffer.alloc(0), tag }))
    if (all.some(({ part, tag }) => tagOf(part) !== tag)) return void refuse(response, 400, 'InvalidPart')
    if (all.slice(0, -1).some(({ part }) => part.length < leastPartBytes)) return void refuse(response, 400, 'EntityTooSmall')
    this.objects.set(key, Buffer.concat(all.map(({ part }) => part)))
    response.end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>')
  }

  #send({ method, key, query, range }: Asked, response: ServerResponse): void {
    const object = this.objects.get(key)
    if (object === undefined) return void refuse(response, 404, 'NoSuchKey')
    for (const [name, value] of query) if (name.startsWith('response-')) response.setHeader(name.slice('response-'.length), value)
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
    const [from, to] = [Number(first ?? 0), Math.min(Number(last ?? object.length - 1), object.length - 1)]
    if (first !== undefined) response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${object.length}` })
    response.end(method === 'HEAD' ? undefined : object.subarray(from, to + 1))
  }
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
}
