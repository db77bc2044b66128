import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BucketService } from '../drivers/bucket.ts'
import { FileUser, pngOf } from '../drivers/files.ts'
import type { Backend, Reply } from '../drivers/http.ts'
import { Server, startServer } from '../drivers/process.ts'

async function house(server: Server, ...names: string[]) {
  const backend = await server.backend('admin')
  for (const id of names) await backend.ask('POST', '/api/v1/users', { id })
  const users = names.map((name) => new FileUser({ backend, token: server.token(name), name }))
  return { backend, users: users as [FileUser, FileUser, FileUser] } // as: every test here names three
}

function send(backend: Backend, to: string, file: string): Promise<Reply> {
  const message = { kind: 'file', content: { url: `file:${file}`, name: 'plan.bin', size: 3 } }
  return backend.ask('POST', '/api/v1/messages', { from: 'uma', to, message, files: [file] })
}

it('a file goes to the bucket and from there to those who are shown it, and to nobody else', async () => {
  await using bucket = await BucketService.open()
  await using server = await startServer({ env: bucket.env })
  const { backend, users } = await house(server, 'uma', 'vic', 'eve')
  const [uma, vic, eve] = users
  await backend.do('PUT', '/api/v1/users/uma/friends/vic', {})
  const bytes = randomBytes(9_000_000)
  const { id } = await uma.upload(bytes, { name: 'plan “1”.bin' })
  expect([...bucket.objects.keys(), bucket.unfinished]).toEqual([`${id.slice(0, 2)}/${id}`, 0])
  expect((await send(backend, 'user:vic', id)).status).toBe(201)

  expect([await vic.mayHave(id), await eve.mayHave(id)]).toEqual([200, 404])
  const { status, headers, bytes: part } = await vic.download(id, { range: 'bytes=8999990-9999999' })
  expect([status, headers.get('content-range')]).toEqual([206, 'bytes 8999990-8999999/9000000'])
  expect(part.equals(bytes.subarray(8_999_990))).toBe(true)
  expect((await vic.download(id)).bytes.equals(bytes)).toBe(true)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''plan%20%E2%80%9C1%E2%80%9D.bin")

  const link = backend.url + (await vic.backend.get(`${vic.path}/${id}/link`)).url
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(200)
  const { headers: redirect } = await fetch(link, { redirect: 'manual' })
  const presigned = redirect.get('location') ?? ''
  expect((await fetch(presigned.replace(/.(?=&X-Amz-Signature)/, '9'))).status, 'longer than it was given for').toBe(403)
  expect((await fetch(presigned.replace('attachment', 'inline'))).status, 'shown where it was to be saved').toBe(403)
  expect((await fetch(link.replace(/.$/, '!'), { redirect: 'manual' })).status).toBe(403)
  expect(server.stderr).not.toContain('a secret')
})

it('a picture and its small version are in the bucket, and pages of the server may show them', async () => {
  await using bucket = await BucketService.open()
  await using server = await startServer({ env: bucket.env })
  const { users } = await house(server, 'uma', 'vic', 'eve')
  const [uma] = users
  const { id, picture } = await uma.upload(pngOf(800, 600))
  expect(picture).toEqual({ width: 800, height: 600, thumbnail: true })
  const { thumbnailUrl } = await uma.backend.get(`${uma.path}/${id}/link`)
  const small = await fetch(uma.backend.url + thumbnailUrl)
  expect([small.url.startsWith(bucket.env['MAGPIE_S3_ENDPOINT'] ?? ''), small.headers.get('content-type')]).toEqual([true, 'image/webp'])
  const { headers } = await fetch(`${uma.backend.url}/`)
  expect(headers.get('content-security-policy')).toContain(`img-src 'self' blob: data: ${bucket.env['MAGPIE_S3_ENDPOINT']};`)
})

it('while the bucket fails an upload is not complete, and is when it works again, whatever happened in between', {
  timeout: 60_000,
}, async () => {
  await using bucket = await BucketService.open()
  await using server = await startServer({ env: bucket.env })
  const { backend, users } = await house(server, 'uma', 'vic', 'eve')
  await backend.do('PUT', '/api/v1/users/uma/friends/vic', {})
  const [uma] = users
  const bytes = randomBytes(9_000_000)
  const { id, partBytes } = await uma.begin(bytes)
  for (let offset = 0; offset + partBytes < bytes.length; offset += partBytes) {
    await uma.part(id, offset, bytes.subarray(offset, offset + partBytes))
  }
  const last = Math.floor(bytes.length / partBytes) * partBytes
  bucket.trouble = 'cut'
  const refused = await uma.part(id, last, bytes.subarray(last))
  expect([refused.status, refused.body.error.code]).toEqual([503, 'StorageUnavailable'])
  bucket.trouble = 'failing'
  expect((await uma.part(id, bytes.length, Buffer.alloc(0))).body.error.code).toBe('StorageUnavailable')
  expect(await uma.mayHave(id), 'it is no file yet').toBe(404)
  expect((await send(backend, 'user:vic', id)).body.error.code).toBe('NotFound')
  await bucket.stop()
  await server.restart()
  const again = await house(server, 'uma', 'vic', 'eve')
  const [umaAgain] = again.users
  expect(await umaAgain.backend.get(`${umaAgain.path}/${id}`)).toMatchObject({ complete: false, offset: bytes.length })
  expect((await umaAgain.part(id, bytes.length, Buffer.alloc(0))).body.error.code, 'nobody is there').toBe('StorageUnavailable')
  bucket.trouble = 'none'
  await bucket.start()
  expect((await umaAgain.part(id, bytes.length, Buffer.alloc(0))).body).toMatchObject({ complete: true, size: bytes.length })
  expect((await umaAgain.download(id)).bytes.equals(bytes)).toBe(true)
  expect(bucket.unfinished).toBe(0)
})

it('doctor, backups and what is restored know that files are in the bucket', { timeout: 120_000 }, async () => {
  await using bucket = await BucketService.open()
  await using server = await startServer()
  const { users } = await house(server, 'uma', 'vic', 'eve')
  const { id: inFolder } = await users[0].upload(Buffer.from('of before'))
  await server.restart({ env: bucket.env })
  const [uma] = (await house(server, 'uma', 'vic', 'eve')).users
  const { id } = await uma.upload(Buffer.from('a text'))
  expect((await uma.download(inFolder)).bytes.toString()).toBe('of before')
  await server.stop()
  const backup = join(server.folder, 'backup')
  expect(await server.run('backup', '--to', backup)).toMatchObject({ code: 0 })
  await using restored = new Server({ env: bucket.env })
  const { stdout } = await restored.run('restore', '--from', backup)
  expect(stdout).toContain(`1 uploaded files are in the bucket ${bucket.env['MAGPIE_S3_ENDPOINT']}/files, which a backup does not copy`)
  for (const one of [server, restored]) {
    const doctor = await one.run('doctor')
    expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining('1 uploaded files are in the bucket')])
  }
  await restored.start()
  const [umaAgain] = (await house(restored, 'uma', 'vic', 'eve')).users
  expect((await umaAgain.download(id)).bytes.toString()).toBe('a text')
  expect((await umaAgain.download(inFolder)).bytes.toString()).toBe('of before')
})
