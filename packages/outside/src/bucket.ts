import { webcrypto } from 'node:crypto'
import { ImError } from '@magpie-im/model'
import { type BucketAddress, type BucketRequest, BucketSigner, type Presigned } from './bucket-signer.ts'
import { failureOf, ServiceFailure } from './failure.ts'
import { Guard } from './guard.ts'
import type { OutsideServicePorts } from './outside-service.ts'

export interface BucketOptions extends BucketAddress {
  /** What it is called in logs and counters. */
  readonly name: string
}

/** Bytes that can be read again. */
export interface Source {
  readonly size: number
  read(range: { readonly from: number; readonly to: number }): AsyncIterable<Uint8Array>
}

interface Call extends BucketRequest {
  /** Read when it is this call's turn, since it takes memory. */
  readonly body?: () => Promise<Uint8Array<ArrayBuffer>>
}

interface Answer {
  readonly headers: Headers
  readonly text: string
}

interface BucketParts {
  readonly options: BucketOptions
  readonly signer: BucketSigner
  readonly ports: OutsideServicePorts
}

/** In one request; what is larger goes in parts of this size. S3 takes 10,000 of them, none but the last below 5 MiB. */
const partBytes = 8 * 1_048_576
const mostParts = 10_000
/** For one request: a part has to come at 2 Mbit/s. */
const requestMs = 30_000
/** With the size of a part, this is the memory they take. */
const requestsAtOnce = 4
const waitingRequests = 1_000
const mostAnswerBytes = 65_536
const complaintEveryMs = 60_000

/** A bucket of an S3-compatible store. Whatever it does, a request ends in time; what throws, throws `StorageUnavailable`. */
export class Bucket {
  readonly #options: BucketOptions
  readonly #signer: BucketSigner
  readonly #ports: OutsideServicePorts
  readonly #guard: Guard
  readonly #closed = new AbortController()
  #silentUntil = Number.NEGATIVE_INFINITY

  private constructor({ options, signer, ports }: BucketParts) {
    this.#options = options
    this.#signer = signer
    this.#ports = ports
    const { clock } = ports
    const turned = (to: 'broken' | 'mended') => this.#turned(to)
    this.#guard = new Guard({ clock, concurrency: requestsAtOnce, waiting: waitingRequests, turned })
  }

  /** Asks it nothing: it may be down. */
  static async open(options: BucketOptions, ports: OutsideServicePorts): Promise<Bucket> {
    return new Bucket({ options, signer: await BucketSigner.load(options, ports.clock), ports })
  }

  /** Ends what is under way: a stop does not wait for it. */
  close(): void {
    this.#closed.abort()
  }

  /** Resolves when the bucket has all of it. Whoever asks for `key` meanwhile is given what was there before. */
  async put(key: string, source: Source): Promise<void> {
    if (source.size > partBytes) await this.#putInParts(key, source)
    else await this.#call({ method: 'PUT', key, body: () => readAll(source, 0, source.size) })
  }

  /** Does nothing when there is no such object. */
  async delete(key: string): Promise<void> {
    await this.#call({ method: 'DELETE', key })
  }

  /** A URL that is good for a while. The bucket is not asked. */
  presign(request: Presigned): Promise<string> {
    return this.#signer.presign(request)
  }

  async #putInParts(key: string, source: Source): Promise<void> {
    const { text } = await this.#call({ method: 'POST', key, query: { uploads: '' } })
    const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(text)?.[1]
    if (uploadId === undefined) throw this.#refusalOf(new ServiceFailure('broken', 'it gives no upload id'))
    try {
      const tags = await this.#putParts({ method: 'PUT', key, query: { uploadId } }, source)
      const parts = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`)
      const body = async () => Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
      const completed = await this.#call({ method: 'POST', key, query: { uploadId }, body })
      // It may begin its answer before it knows.
      if (!completed.text.includes('<CompleteMultipartUploadResult')) throw this.#refusalOf(failureIn(200, completed.text))
    } catch (error) {
      await this.#call({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined)
      throw error
    }
  }

  async #putParts(request: BucketRequest, source: Source): Promise<string[]> {
    const size = Math.max(partBytes, Math.ceil(source.size / mostParts))
    const tags: string[] = []
    for (let from = 0; from < source.size; from += size) {
      const body = () => readAll(source, from, Math.min(from + size, source.size))
      const query = { ...request.query, partNumber: String(tags.length + 1) }
      const { headers } = await this.#call({ ...request, query, body })
      tags.push(headers.get('etag') ?? '')
    }
    return tags
  }

  async #call(call: Call): Promise<Answer> {
    const { clock, observe } = this.#ports
    const { name: service } = this.#options
    const started = clock.monotonic()
    const done = (result: Parameters<typeof observe>[0]['result']) => observe({ service, result, ms: clock.monotonic() - started })
    try {
      const answer = await this.#guard.run(() => this.#request(call))
      done('ok')
      return answer
    } catch (error) {
      done(error instanceof ServiceFailure ? error.kind : 'refused')
      throw this.#refusalOf(error)
    }
  }

  async #request({ body, ...request }: Call): Promise<Answer> {
    const bytes = await body?.()
    const abort = new AbortController()
    const limit = this.#ports.clock.after(requestMs, () => abort.abort())
    const { method } = request
    const signal = AbortSignal.any([abort.signal, this.#closed.signal])
    try {
      const signed = await this.#signer.sign(request, await sha256Of(bytes ?? new Uint8Array()))
      const sent = { method, headers: signed.headers, body: bytes ?? null, signal, redirect: 'manual' } as const
      const response = await fetch(signed.url, sent)
      const text = await textOf(response)
      if (!response.ok && !isGone(method, response.status, text)) throw failureIn(response.status, text)
      return { headers: response.headers, text }
    } catch (error) {
      throw error instanceof ServiceFailure ? error : failureOf(error, abort.signal)
    } finally {
      limit.cancel()
    }
  }

  #refusalOf(error: unknown): ImError {
    if (error instanceof ServiceFailure) this.#complain(error)
    return new ImError('StorageUnavailable', { cause: error, detail: 'the files cannot be reached' })
  }

  #turned(to: 'broken' | 'mended'): void {
    if (to === 'broken') this.#ports.log.warn('the bucket of files keeps failing and is not called for a while')
    else this.#ports.log.info('the bucket of files works again')
  }

  /** Now and then, not for every call. */
  #complain({ message: reason }: Error): void {
    const now = this.#ports.clock.monotonic()
    if (now < this.#silentUntil) return
    this.#silentUntil = now + complaintEveryMs
    this.#ports.log.warn('a request to the bucket of files failed', { reason })
  }
}

/** What is to be deleted was not there. */
function isGone(method: string, status: number, text: string): boolean {
  return method === 'DELETE' && status === 404 && !text.includes('NoSuchBucket')
}

/** Its code says what is wrong, such as `AccessDenied`; nothing else of the answer is told (I16). */
function failureIn(status: number, text: string): ServiceFailure {
  const code = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1] ?? ''
  return new ServiceFailure('status', `status ${status} ${code}`.trim())
}

async function readAll(source: Source, from: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - from)
  let at = 0
  for await (const part of source.read({ from, to: end - 1 })) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Off the event loop, which a part would hold up. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

/** Answers are short; what is longer is none. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > mostAnswerBytes) throw new ServiceFailure('broken', `longer than ${mostAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
