import type { Clock } from '@magpie-im/model'
import type { AwsV4Signer } from 'aws4fetch'

/** Where a bucket is, and as whom it is asked. */
export interface BucketAddress {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The bucket is named in the path, else in front of the host. */
  readonly pathStyle: boolean
}

export interface BucketRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
}

/** A request that somebody else makes, with nothing but its URL. */
export interface Presigned extends BucketRequest {
  readonly method: 'GET' | 'HEAD'
  /** How long it may be made. */
  readonly seconds: number
}

/** Where its objects are, with a slash at the end. */
export function bucketUrl({ endpoint, bucket, pathStyle }: Pick<BucketAddress, 'endpoint' | 'bucket' | 'pathStyle'>): URL {
  const url = new URL(endpoint)
  const above = url.pathname.replace(/\/$/, '')
  url.pathname = pathStyle ? `${above}/${bucket}/` : `${above}/`
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`
  return url
}

type Signer = typeof AwsV4Signer

const weekSeconds = 604_800

/** Signs requests as S3 has it (Signature Version 4). */
export class BucketSigner {
  readonly #signer: Signer
  readonly #address: BucketAddress
  readonly #clock: Clock
  /** Of keys derived from the secret, one a day. */
  #cache = { day: '', keys: new Map<string, ArrayBuffer>() }

  private constructor(signer: Signer, address: BucketAddress, clock: Clock) {
    this.#signer = signer
    this.#address = address
    this.#clock = clock
  }

  /** What signs is loaded by servers that have a bucket only. */
  static async load(address: BucketAddress, clock: Clock): Promise<BucketSigner> {
    const { AwsV4Signer } = await import('aws4fetch')
    return new BucketSigner(AwsV4Signer, address, clock)
  }

  async sign(request: BucketRequest, sha256: string): Promise<{ readonly url: URL; readonly headers: Headers }> {
    const headers = { 'x-amz-content-sha256': sha256 }
    return await new this.#signer({ ...this.#common(request), headers }).sign()
  }

  async presign({ seconds, query, ...request }: Presigned): Promise<string> {
    // Longer than a week is refused.
    const all = { ...query, 'X-Amz-Expires': String(Math.min(seconds, weekSeconds)) }
    const { url } = await new this.#signer({ ...this.#common({ ...request, query: all }), signQuery: true }).sign()
    // Some read + as itself: what is signed is a space.
    return url.href.replaceAll('+', '%20')
  }

  #common({ method, key, query = {} }: BucketRequest) {
    const { accessKeyId, secretAccessKey, region } = this.#address
    const datetime = new Date(this.#clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, '')
    const url = bucketUrl(this.#address)
    url.pathname += key
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return {
      method,
      url: url.href,
      accessKeyId,
      secretAccessKey,
      region,
      service: 's3',
      datetime,
      cache: this.#keysOf(datetime.slice(0, 8)),
    }
  }

  #keysOf(day: string): Map<string, ArrayBuffer> {
    if (this.#cache.day !== day) this.#cache = { day, keys: new Map() }
    return this.#cache.keys
  }
}
