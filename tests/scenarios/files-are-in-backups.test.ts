import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { FileUser, pngOf } from '../drivers/files.ts'
import { Server, startServer } from '../drivers/process.ts'

async function userOf(server: Server, name: string): Promise<FileUser> {
  return new FileUser({ backend: await server.backend('admin'), token: server.token(name), name })
}

it('files are in a backup and in what is restored from it; doctor names those that are missing or altered', {
  timeout: 120_000,
}, async () => {
  await using server = await startServer()
  await (await server.backend('admin')).do('POST', '/api/v1/users', { id: 'uma' })
  const uma = await userOf(server, 'uma')
  const picture = pngOf(40, 30)
  const { id } = await uma.upload(picture)
  const { id: text } = await uma.upload(Buffer.from('a text'))
  const backup = join(server.folder, 'backup')
  for (const copied of [/[1-9]\d* of them copied now/, /done/]) {
    const { code, stdout, stderr } = await server.run('backup', '--to', backup)
    expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(copied)])
  }

  await using restored = new Server({})
  expect(await restored.run('restore', '--from', backup)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('missing') })
  await restored.start()
  expect((await (await userOf(restored, 'uma')).download(id)).bytes.equals(picture)).toBe(true)
  await expectHealthy(restored)

  const folder = join(restored.data, 'files')
  writeFileSync(join(folder, id.slice(0, 2), id), Buffer.alloc(picture.length))
  rmSync(join(folder, text.slice(0, 2), text))
  const { code, stdout } = await restored.run('doctor')
  expect(code).toBe(1)
  expect(stdout).toContain(`an uploaded file is not what it was: ${join(folder, id.slice(0, 2), id)}`)
  expect(stdout).toContain(`an uploaded file is missing: ${join(folder, text.slice(0, 2), text)}`)

  rmSync(join(backup, 'files', text.slice(0, 2), text))
  await using poorer = new Server({})
  expect((await poorer.run('restore', '--from', backup)).stdout).toContain('1 uploaded files are missing or altered in the backup')
  expect(readdirSync(join(poorer.data, 'files'))).toContain(id.slice(0, 2))
})
