import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface SignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Claim {
  readonly date: string
  readonly scope: readonly string[]
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly payload: string
}

/** Why a request is not taken, in the codes of S3; undefined: its signature (AWS Signature Version 4) is right. */
export function refusalOf(request: SignedRequest, key: { readonly id: string; readonly secret: string }): string | undefined {
  const { url, headers, body } = request
  const presigned = url.searchParams.has('X-Amz-Signature')
  const claim = presigned ? claimOfUrl(url) : claimOfHeaders(headers)
  const [id, day, region, service] = claim.scope
  if (id !== key.id) return 'InvalidAccessKeyId'
  if (day !== claim.date.slice(0, 8) || region !== 'eu-test-1' || service !== 's3') return 'AuthorizationHeaderMalformed'
  const age = (Date.now() - Date.parse(claim.date.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'))) / 1000
  if (presigned ? age > Number(url.searchParams.get('X-Amz-Expires')) : Math.abs(age) > 900) return 'AccessDenied'
  if (!presigned && claim.payload !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  return signatureOf(request, claim, key.secret) === claim.signature ? undefined : 'SignatureDoesNotMatch'
}

function claimOfUrl({ searchParams }: URL): Claim {
  const said = (name: string) => searchParams.get(`X-Amz-${name}`) ?? ''
  const scope = said('Credential').split('/')
  const signedHeaders = said('SignedHeaders').split(';')
  return { date: said('Date'), scope, signedHeaders, signature: said('Signature'), payload: 'UNSIGNED-PAYLOAD' }
}

function claimOfHeaders({ authorization = '', ...headers }: IncomingHttpHeaders): Claim {
  const said = (name: string) => new RegExp(`${name}=([^, ]+)`).exec(authorization)?.[1] ?? ''
  const scope = said('Credential').split('/')
  const signedHeaders = said('SignedHeaders').split(';')
  const [date, payload] = [String(headers['x-amz-date']), String(headers['x-amz-content-sha256'])]
  return { date, scope, signedHeaders, signature: said('Signature'), payload }
}

function signatureOf({ method, url, headers }: SignedRequest, claim: Claim, secret: string): string {
  const { date, scope, signedHeaders, payload } = claim
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.map(encoded).join('='))
    .toSorted()
    .join('&')
  const told = signedHeaders.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
  const canonical = [method, url.pathname, query, told, signedHeaders.join(';'), payload].join('\n')
  const [, ...place] = scope
  const toSign = ['AWS4-HMAC-SHA256', date, place.join('/'), sha256(canonical)].join('\n')
  const signingKey = place.reduce<Buffer | string>((made, part) => hmac(made, part), `AWS4${secret}`)
  return hmac(signingKey, toSign).toString('hex')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
