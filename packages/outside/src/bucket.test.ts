import { createHash } from 'node:crypto'
import type { Log } from '@magpie-im/model'
import { expect, it, onTestFinished } from 'vitest'
import { Bucket, type BucketOptions } from './bucket.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { type Received, StandIn, silence, status } from './testing/stand-in.fixture.ts'

const partBytes = 8 * 1_048_576
// Of the examples in the documentation of S3.
const example = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }

const sourceOf = (text: string) => ({
  size: text.length,
  async *read({ from, to }: { readonly from: number; readonly to: number }) {
    yield Buffer.from(text.slice(from, to + 1))
  },
})

async function openBucket({ clock = new FakeClock(), ...given }: Partial<BucketOptions> & { readonly clock?: FakeClock } = {}) {
  const service = await StandIn.open((response) => response.end())
  onTestFinished(() => service[Symbol.asyncDispose]())
  const lines: unknown[] = []
  const results: string[] = []
  const say = (message: string, details?: object) => void lines.push({ message, ...details })
  const log: Log = { debug: say, info: say, warn: say, error: say }
  const options = { name: 's3', endpoint: service.url, bucket: 'files', region: 'us-east-1', pathStyle: true, ...example, ...given }
  const bucket = await Bucket.open(options, { clock, log, observe: ({ result }) => void results.push(result) })
  return { bucket, service, clock, lines, results }
}

/** Requests to upload in parts, without the id of the upload. */
const linesOf = ({ received }: StandIn) => received.map(({ line }) => line.replace('/files/', '').replace('uploadId=id', ''))

/** An upload in parts that goes well. */
function inParts({ line }: Received): string {
  if (line.endsWith('?uploads=')) return '<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>'
  return line.startsWith('POST') ? '<CompleteMultipartUploadResult/>' : ''
}

it('presigns as the documentation of S3 does', async () => {
  const clock = Object.assign(new FakeClock(), { now: () => Date.UTC(2013, 4, 24) })
  const { bucket } = await openBucket({ clock, endpoint: 'https://s3.amazonaws.com', bucket: 'examplebucket', pathStyle: false })
  const url = new URL(await bucket.presign({ method: 'GET', key: 'test.txt', seconds: 86_400 }))
  expect([url.host, url.pathname]).toEqual(['examplebucket.s3.amazonaws.com', '/test.txt'])
  expect(url.searchParams.get('X-Amz-Signature')).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404')
})

it('a presigned URL fixes how it is shown, has no +, and is good for a week at most', async () => {
  const { bucket, service } = await openBucket()
  const query = { 'response-content-disposition': "attachment; filename*=UTF-8''a%2Bb" }
  const url = await bucket.presign({ method: 'GET', key: 'ab/c', seconds: 10_000_000, query })
  expect(url.startsWith(`${service.url}files/ab/c?`)).toBe(true)
  expect(url).not.toContain('+')
  const { searchParams } = new URL(url)
  expect(Object.fromEntries(searchParams)).toMatchObject({ ...query, 'X-Amz-Expires': '604800' })
  expect(service.received).toEqual([])
})

it('puts what is small at once, and signs its hash', async () => {
  const { bucket, service, results } = await openBucket()
  await bucket.put('ab/c', sourceOf('hello'))
  expect(service.received).toMatchObject([{ line: 'PUT /files/ab/c', body: 'hello' }])
  const { headers } = service.received[0] as Received // as: it was just looked at
  expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update('hello').digest('hex'))
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date,')
  expect(results).toEqual(['ok'])
})

it('puts what is large in parts, which become one at the end', async () => {
  const { bucket, service } = await openBucket()
  service.respond = (response, received) => response.setHeader('etag', `"${received.body.length}"`).end(inParts(received))
  await bucket.put('k', sourceOf('x'.repeat(partBytes + 3)))
  expect(linesOf(service)).toEqual(['POST k?uploads=', 'PUT k?&partNumber=1', 'PUT k?&partNumber=2', 'POST k?'])
  const parts = [1, 2].map((n) => `<Part><PartNumber>${n}</PartNumber><ETag>"${n === 1 ? partBytes : 3}"</ETag></Part>`)
  expect(service.received.at(-1)?.body).toBe(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
})

it.each([
  ['a part', 'partNumber=2'],
  ['the end, which begins like a success', 'POST /files/k?uploadId'],
])('gives up all parts when %s fails', async (_, what) => {
  const { bucket, service } = await openBucket()
  service.respond = (response, received) => {
    if (!received.line.includes(what)) return void response.end(inParts(received))
    response.statusCode = what.startsWith('POST') ? 200 : 503
    response.end('<Error><Code>SlowDown</Code></Error>')
  }
  await expect(bucket.put('k', sourceOf('x'.repeat(partBytes + 1)))).rejects.toMatchObject({ name: 'StorageUnavailable', retry: true })
  expect(linesOf(service).at(-1)).toBe('DELETE k?')
})

it.each([
  ['a failure of its own', status(503)],
  ['a refusal', (response) => void response.writeHead(403).end('<Error><Code>AccessDenied</Code><Secret>s</Secret></Error>')],
  ['a redirect', (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()],
  [
    'an answer that breaks off',
    (response) => void response.writeHead(200, { 'content-length': '10' }).write('x', () => response.destroy()),
  ],
  ['an endless answer', (response) => void response.end('x'.repeat(100_000))],
] as const satisfies readonly (readonly [string, StandIn['respond']])[])('%s means that nothing is stored', async (_, respond) => {
  const { bucket, service, lines } = await openBucket()
  service.respond = respond
  await expect(bucket.put('k', sourceOf('hello'))).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(lines).toHaveLength(1)
  expect(JSON.stringify(lines)).not.toMatch(/wJalr|AKIA|hello|Secret/)
})

it('does not wait for ever', async () => {
  const { bucket, service, clock, results } = await openBucket()
  service.respond = silence
  const put = bucket.put('k', sourceOf('hello'))
  const refused = expect(put).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await service.asked(1)
  clock.pass(30_000)
  await refused
  expect(results).toEqual(['timeout'])
})

it('lets nobody wait who stops', async () => {
  const { bucket, service } = await openBucket()
  service.respond = silence
  const refused = expect(bucket.put('k', sourceOf('hello'))).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await service.asked(1)
  bucket.close()
  await refused
  await expect(bucket.delete('k')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(service.received).toHaveLength(1)
})

it('is left alone while it keeps failing, and found again', async () => {
  const { bucket, service, clock } = await openBucket()
  service.respond = status(500)
  for (let n = 1; n <= 7; n++) await expect(bucket.delete('k')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(service.received).toHaveLength(5)
  service.respond = status(204)
  clock.pass(1_000)
  await bucket.delete('k')
  expect(service.received).toHaveLength(6)
})

it('has more to do than it may do at once, and does it', async () => {
  const { bucket, service } = await openBucket()
  await Promise.all(Array.from({ length: 20 }, (_, n) => bucket.put(`k${n}`, sourceOf('hello'))))
  expect(service.received).toHaveLength(20)
})

it('what is not there is deleted, unless the bucket itself is not there', async () => {
  const { bucket, service } = await openBucket()
  const answer =
    (code: string): StandIn['respond'] =>
    (response) =>
      void response.writeHead(404).end(`<Error><Code>${code}</Code></Error>`)
  service.respond = answer('NoSuchKey')
  await bucket.delete('k')
  service.respond = answer('NoSuchBucket')
  await expect(bucket.delete('k')).rejects.toMatchObject({ name: 'StorageUnavailable' })
})
