import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runMagpie, Server, type ServerOptions, startServer } from '../drivers/process.ts'
import { expectOneClearSentence } from '../drivers/refusal.ts'

const hopeless: readonly { readonly why: string; readonly args?: readonly string[]; readonly options?: ServerOptions }[] = [
  { why: 'a flag that does not exist', args: ['--no-such-flag'] },
  { why: 'an argument that means nothing', args: ['whatever'] },
  { why: 'a configuration file that is not there', args: ['--config', '/does/not/exist.yaml'] },
  { why: 'a port that is no number', options: { env: { MAGPIE_OMTP_PORT: 'many' } } },
  { why: 'a log level that does not exist', options: { env: { MAGPIE_LOG_LEVEL: 'loud' } } },
  { why: 'an address that needs TLS', options: { env: { MAGPIE_OMTP_HOST: '0.0.0.0' } } },
]

it.for(hopeless)('$why', async ({ args = [], options = {} }) => {
  await using server = new Server({})
  expectOneClearSentence(await runMagpie(['serve', ...args], { ...options, data: server.data }))
})

const files = [
  ['a key that does not exist', 'omtp:\n  prot: 7100\n'],
  ['a section that does not exist', 'omtpp:\n  port: 7100\n'],
  ['a value of the wrong kind', 'limits:\n  signInSeconds: soon\n'],
  ['what is no YAML', 'omtp: [unclosed\n'],
] as const

it.for(files)('a configuration file with %s', async ([, text]) => {
  await using server = new Server({})
  const file = join(server.folder, 'bad.yaml')
  writeFileSync(file, text)
  expectOneClearSentence(await runMagpie(['serve', '--config', file], { data: server.data }))
})

it('a port in use', async () => {
  await using first = await startServer()
  await using second = new Server({ env: { MAGPIE_OMTP_PORT: String(first.port) } })
  const refusal = await second.run('serve')
  expectOneClearSentence(refusal)
  expect(refusal.stderr).toContain(String(first.port))
})

it('a data folder that another server uses', async () => {
  await using server = await startServer()
  expectOneClearSentence(await server.run('serve'))
  const ann = await server.signIn('ann')
  await ann.ping()
})

it('a data folder that is a file', async () => {
  await using server = new Server({})
  const data = join(server.folder, 'file')
  writeFileSync(data, '')
  expectOneClearSentence(await runMagpie(['serve'], { data }))
})

it('secrets that cannot be read', async () => {
  await using server = new Server({})
  writeFileSync(join(server.data, 'secrets.json'), 'no json', { mode: 0o600 })
  expectOneClearSentence(await server.run('serve'))
})

it('a variable that does not exist is named in the log, as it may be another program’s', async () => {
  await using server = await startServer({ env: { MAGPIE_OMTP_PROT: '0' } })
  await server.stop()
  expect(server.stderr).toContain('MAGPIE_OMTP_PROT')
})

it('a command that does not exist', async () => {
  await using server = new Server({})
  expectOneClearSentence(await server.run('fly'))
})
