import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { beforeAll, expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { FileUser, pngOf, sha256Of } from '../drivers/files.ts'
import type { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const patience = 20_000
let backend: Backend
let uma: FileUser

beforeAll(async () => {
  backend = await server().backend('admin')
  for (const id of ['uma']) await backend.do('POST', '/api/v1/users', { id })
  uma = user('uma')
})

function user(name: string): FileUser {
  return new FileUser({ backend, token: server().token(name), name })
}

it('a file comes back as it was uploaded, in parts, with its hash, type and name', async () => {
  const bytes = randomBytes(9_000_000)
  const file = await uma.upload(bytes, { name: 'Übersicht “1”.bin' })
  expect(file).toMatchObject({ owner: 'uma', size: bytes.length, complete: true, sha256: sha256Of(bytes), picture: null })
  expect(file.type).toBe('application/octet-stream')
  const { status, headers, bytes: back } = await uma.download(file.id)
  expect(status).toBe(200)
  expect(back.equals(bytes)).toBe(true)
  expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%C3%9Cbersicht%20%E2%80%9C1%E2%80%9D.bin")
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('access-control-allow-origin'), 'pages of any site may read it that have the link').toBe('*')
})

it('a picture is measured and gets a small version', async () => {
  const file = await uma.upload(pngOf(800, 600), { name: 'dot.html' })
  expect(file).toMatchObject({ type: 'image/png', picture: { width: 800, height: 600, thumbnail: true } })
  const { thumbnailUrl } = await uma.backend.get(`${uma.path}/${file.id}/link`)
  const small = await fetch(uma.backend.url + thumbnailUrl)
  expect(small.headers.get('content-type')).toBe('image/webp')
  expect((await small.arrayBuffer()).byteLength).toBeGreaterThan(20)
  expect((await uma.download(file.id)).headers.get('content-disposition')).toMatch(/^inline/)
})

it('a picture that would take too much memory is measured, and has no small version', async () => {
  const bytes = pngOf(9000, 9000)
  expect(bytes.length).toBeLessThan(200_000)
  expect(await uma.upload(bytes)).toMatchObject({ picture: { width: 9000, height: 9000, thumbnail: false } })
})

it.each([
  ['a page', '<!doctype html><script>alert(1)</script>', 'text/html'],
  ['a drawing with a script', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'image/svg+xml'],
  ['a picture that is none', '\x89PNG\r\n\x1a\nnothing of it', 'image/png'],
])('%s is taken as what it is, and is never run', async (_, text, type) => {
  const file = await uma.upload(Buffer.from(text, 'latin1'), { name: 'x.png' })
  expect(file).toMatchObject({ type, picture: null })
  const { headers } = await uma.download(file.id)
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('content-disposition')).toMatch(type === 'image/png' ? /^inline/ : /^attachment/)
})

it('an upload goes on where it broke off, also after kill -9', async () => {
  const bytes = randomBytes(3_000_000)
  const { id } = await uma.begin(bytes)
  expect((await uma.part(id, 0, bytes.subarray(0, 1_000_000))).body).toMatchObject({ complete: false, offset: 1_000_000 })
  await breakOff(id, 1_000_000, bytes.subarray(1_000_000, 1_500_000))
  const { offset } = await eventually(patience, 'the bytes that came', async () => {
    const upload = await uma.backend.get(`${uma.path}/${id}`)
    return upload.offset > 1_000_000 ? upload : undefined
  })
  await server().restart()
  backend = await server().backend('admin')
  const again = user('uma')
  expect(await again.backend.get(`${again.path}/${id}`)).toMatchObject({ complete: false, offset })
  expect((await again.part(id, 0, bytes)).body.error).toMatchObject({ code: 'OffsetWrong' })
  expect((await again.part(id, offset, Buffer.alloc(4_194_305))).body.error).toMatchObject({ code: 'TooLarge' })
  const whole = await again.part(id, offset, bytes.subarray(offset))
  expect(whole.body).toMatchObject({ complete: true, sha256: sha256Of(bytes) })
  expect((await again.part(id, bytes.length, Buffer.alloc(0))).body, 'whose answer was lost').toEqual(whole.body)
  expect((await again.download(id)).bytes.equals(bytes)).toBe(true)
})

/** Announces more than it sends, and hangs up. */
async function breakOff(id: string, offset: number, bytes: Buffer): Promise<void> {
  const socket = connect(server().httpPort, '127.0.0.1')
  socket.on('error', () => undefined)
  const head = `PATCH ${uma.path}/${id}?offset=${offset} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${uma.backend.key}\r\n`
  socket.write(`${head}Content-Type: application/octet-stream\r\nContent-Length: ${bytes.length + 100_000}\r\n\r\n`)
  await new Promise((resolve) => socket.write(bytes, resolve))
  socket.end()
}
