import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'
import { type CertificateName, certificateFile, tls } from '../drivers/transports.ts'

it('a new certificate is served without a restart, while an old connection goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-tls-'))
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const place = (name: CertificateName) => {
    for (const part of ['cert', 'key'] as const) copyFileSync(certificateFile(name, part), files[part])
  }
  place('first')
  try {
    await using server = await startServer({ env: { MAGPIE_TLS_CERT: files.cert, MAGPIE_TLS_KEY: files.key } })
    const ann = await server.signIn('ann', { via: tls('first') })

    writeFileSync(files.cert, 'not a certificate')
    server.hangUp()
    await eventually(10_000, 'a line in the log', () => (server.stderr.includes('cannot be renewed') ? true : undefined))
    await server.signIn('ben', { via: tls('first') })

    place('second')
    server.hangUp()
    const cas = await eventually(10_000, 'the new certificate', () => server.signIn('cas', { via: tls('second') }).catch(() => undefined))
    await expect(server.connect(tls('first'))).rejects.toThrow('certificate')
    await ann.addFriend('cas')
    await cas.expect('sync')
    expect((await ann.send('cas', 'Still here.')).errorCode.code).toBe(0)
    expect((await cas.expectMessage()).content).toBe('Still here.')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
