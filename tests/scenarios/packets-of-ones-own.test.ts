import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { flags } from '../drivers/omtp/packets.ts'
import { CommonErrorCode } from '../drivers/omtp/structs.ts'
import { runMagpie, Server, startServer } from '../drivers/process.ts'
import { expectOneClearSentence } from '../drivers/refusal.ts'
import { OutsideService } from '../drivers/service.ts'

const unavailable = 'the service that answers this cannot be reached at the moment; try again'

it('a packet type of the team’s own is answered by its service, and others of the range are not', async () => {
  await using service = await OutsideService.open(({ body }) => ({ payload: reversed(JSON.parse(body).payload) }))
  await using server = await startServer({ config: configFor(service.url) })
  const ann = await server.signIn('ann')

  const reply = await ann.request(205, Buffer.from('abc'), { packId: 'p-1' })
  expect(reply).toMatchObject({ type: 205, version: 1, flags: flags.ack, packId: 'p-1', payload: Buffer.from('cba') })
  const [asked] = service.questions
  expect(asked?.headers['x-request-id']).toBe('p-1')
  expect(JSON.parse(asked?.body ?? '')).toMatchObject({
    type: 205,
    user: 'ann',
    packId: 'p-1',
    device: { id: 'device-ann-5', type: 'linux' },
  })
  expect((await ask(ann, 250)).code).toBe(1)
  expect(service.questions).toHaveLength(1)
})

it('while the service is down the reply says so and chat goes on; when it is back it is asked again', async () => {
  await using service = await OutsideService.open(() => ({ payload: '' }))
  await using server = await startServer({ config: configFor(service.url) })
  const [ann, bob] = await server.friends('ann', 'bob')
  await service.stop()

  for (let i = 0; i < 6; i++) expect(await ask(ann, 200)).toEqual({ code: 6, desc: unavailable })
  expect((await ann.send('bob', 'still here')).errorCode.code).toBe(0)
  expect((await bob.expectMessage()).content).toBe('still here')

  const metrics = await (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text()
  expect(metrics).toMatch(/^magpie_outside_calls_total\{service="own",result="unreachable"\} [5-9]$/m)
  await service.start()
  await eventually(10_000, 'the service is asked again', async () => ((await payloadOf(ann, 200)).length === 0 ? true : undefined))
})

it('an address where nobody listens costs nothing while another works', async () => {
  await using gone = await OutsideService.open(() => undefined)
  await using service = await OutsideService.open(() => ({ payload: '' }))
  await gone.stop()
  await using server = await startServer({ config: configFor(`${gone.url}, ${service.url}`) })
  const ann = await server.signIn('ann')
  for (let i = 0; i < 4; i++) expect(await payloadOf(ann, 200)).toHaveLength(0)
  expect(service.questions).toHaveLength(4)
})

it('a service that does not answer in time does not hold the connection', async () => {
  await using service = await OutsideService.open(() => undefined)
  await using server = await startServer({ config: configFor(service.url, 'timeoutMs: 100') })
  const ann = await server.signIn('ann')
  const reply = ask(ann, 200)
  await ann.ping()
  expect(await reply).toEqual({ code: 6, desc: unavailable })
})

it('an answer that is too long has its own text', async () => {
  await using service = await OutsideService.open(() => ({ payload: 'A'.repeat(200) }))
  await using server = await startServer({ config: configFor(service.url, 'maxBytes: 100') })
  const { code, desc } = await ask(await server.signIn('ann'), 200)
  expect([code, desc]).toEqual([6, 'the service that answers this gave no usable answer: longer than 100 bytes'])
})

it('the example of the documentation works', async () => {
  const path = fileURLToPath(new URL('../../docs/examples/routed-service.mjs', import.meta.url))
  const example = spawn(process.execPath, [path, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await once(example.stdout, 'data')
    const port = /port (\d+)/.exec(String(said))?.[1]
    await using server = await startServer({ config: configFor(`http://127.0.0.1:${port}/`) })
    expect((await payloadOf(await server.signIn('ann'), 200, 'hello')).toString()).toBe('ann, type 200: HELLO')
  } finally {
    example.kill()
  }
})

it('a service that would be reached without TLS, or shares a short secret, stops the start', async () => {
  await using server = new Server({})
  const { folder, data } = server
  const secret = join(folder, 'secret')
  writeFileSync(secret, 'short\n')
  for (const [config, reason] of [
    [configFor('http://192.0.2.1/'), 'services.own is reached without TLS'],
    [configFor('http://127.0.0.1:1/', `secretFile: ${secret}`), 'has fewer than 32 bytes'],
    [configFor('http://127.0.0.1:1/', 'secretFile: /no/such/file'), 'cannot read services.own.secretFile'],
  ] as const) {
    const file = join(folder, 'magpie.yaml')
    writeFileSync(file, config)
    const output = await runMagpie(['serve', '--config', file], { data })
    expectOneClearSentence(output)
    expect(output.stderr).toContain(reason)
  }
})

function configFor(url: string, setting = 'concurrency: 8'): string {
  return `services:
  own:
    addresses: [${url}]
    ${setting}
routes:
  - { types: 200-249, service: own }
`
}

async function ask(client: OmtpClient, type: number): Promise<{ code: number; desc: string }> {
  return CommonErrorCode.decode(await payloadOf(client, type))
}

async function payloadOf(client: OmtpClient, type: number, text = ''): Promise<Buffer> {
  return (await client.request(type, Buffer.from(text))).payload
}

function reversed(base64: string): string {
  return Buffer.from(base64, 'base64').reverse().toString('base64')
}
