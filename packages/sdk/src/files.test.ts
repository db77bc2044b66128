import { expect, it } from 'vitest'
import { Api } from './api.ts'
import { Files } from './files.ts'
import type { Http } from './ports.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { type Token, TokenSource } from './token-source.ts'

const id = 'f1'
const partBytes = 600_000
const bytes = new Uint8Array(1_500_000).map((_, at) => at % 251)

/** The files of the server's API, which are not always to be reached. */
class FileServer {
  readonly asked: string[] = []
  received = Buffer.alloc(0)
  /** Before that many more requests are answered. */
  losses = 0
  token = 'good'
  onPart: () => void = () => undefined

  readonly http: Http = async (url, { method, headers, body, signal }) => {
    this.asked.push(`${method} ${url.slice(url.indexOf('/files'))}`)
    if (signal?.aborted) throw new Error('aborted')
    if (headers['authorization'] !== `Bearer ${this.token}`) return answer(401, { error: { code: 'WrongCredentials', message: '' } })
    if (url.endsWith('/link')) return answer(200, { url: '/f/1', thumbnailUrl: null, expiresAt: '2026-01-01T00:00:00.000Z' })
    if (method === 'PATCH') await this.#take(Number(url.slice(url.indexOf('=') + 1)), body as Blob) // as: a part of the file above
    if (this.losses > 0) {
      this.losses -= 1
      throw new Error('the network is gone')
    }
    const offset = this.received.length
    const complete = offset === bytes.length
    return answer(200, { id, name: 'cat.jpg', size: bytes.length, complete, offset, partBytes, type: complete ? 'image/jpeg' : null })
  }

  async #take(offset: number, part: Blob): Promise<void> {
    if (offset !== this.received.length || part.size > partBytes) throw new Error('not the next part')
    this.received = Buffer.concat([this.received, Buffer.from(await part.arrayBuffer())])
    this.onPart()
  }
}

function answer(status: number, json: unknown) {
  return { status, json: async () => json }
}

function open(server: FileServer, token: Token = 'good') {
  const clock = new FakeClock()
  const api = new Api({ url: () => 'wss://chat.example.com/ws', token: new TokenSource(token), http: server.http })
  return { clock, files: new Files({ user: 'ann', api, clock, chance: () => 0.5 }) }
}

const cat = new File([bytes], 'cat.jpg')

it('a file is uploaded part by part, and says how far it is', async () => {
  const server = new FileServer()
  const progress: number[] = []
  const file = await open(server).files.upload(cat, { onProgress: ({ sent }) => progress.push(sent) })
  expect(file).toMatchObject({ id, name: 'cat.jpg', type: 'image/jpeg' })
  expect(server.received.equals(bytes)).toBe(true)
  expect(progress).toEqual([0, 262_144, 786_432, 1_386_432, 1_500_000])
  expect(server.asked[0]).toBe('POST /files')
})

it('an upload goes on where it was when the network was gone, whether or not the part had arrived', async () => {
  const server = new FileServer()
  const { clock, files } = open(server)
  server.onPart = () => {
    if (server.received.length < 800_000) server.losses = 2
  }
  const uploading = files.upload(cat)
  while (server.received.length < bytes.length) await clock.pass(1_000)
  await uploading
  expect(server.received.equals(bytes)).toBe(true)
})

it('a server that cannot be reached at all is given up', async () => {
  const server = new FileServer()
  const { clock, files } = open(server)
  server.onPart = () => {
    server.losses = 1000
  }
  const failed = expect(files.upload(cat)).rejects.toMatchObject({ code: 'Disconnected' })
  await clock.pass(600_000)
  await failed
})

it('an upload that is aborted goes on later', async () => {
  const server = new FileServer()
  const { files } = open(server)
  const pause = new AbortController()
  server.onPart = () => pause.abort()
  await expect(files.upload(cat, { signal: pause.signal })).rejects.toMatchObject({ code: 'Aborted' })
  server.onPart = () => undefined
  const before = server.received.length
  await files.upload(cat, { resume: id })
  expect(before).toBe(262_144)
  expect(server.received.equals(bytes)).toBe(true)
})

it('what is refused for good is not tried again', async () => {
  const http: Http = async () => answer(413, { error: { code: 'TooLarge', message: 'too large' } })
  const server = Object.assign(new FileServer(), { http })
  await expect(open(server).files.upload(cat)).rejects.toMatchObject({ code: 'TooLarge', retry: false })
})

it('a token that has expired is asked for once more', async () => {
  const server = new FileServer()
  const tokens = ['good', 'better', 'never']
  const { files } = open(server, async () => tokens.shift() ?? '')
  const link = { url: 'https://chat.example.com/f/1', thumbnailUrl: null, expiresAt: '2026-01-01T00:00:00.000Z' }
  expect(await files.link(id)).toEqual(link)
  server.token = 'better'
  expect(await files.link(id)).toEqual(link)
  expect(tokens).toEqual(['never'])
  await expect(open(server, 'good').files.link(id)).rejects.toMatchObject({ code: 'WrongCredentials' })
})
