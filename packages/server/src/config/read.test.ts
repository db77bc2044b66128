import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { type Key, keyNames, keys } from './keys.ts'
import { type ConfigSources, flagOf, originsOf, readConfig, unknownVariables } from './read.ts'

it('every setting has a default', () => {
  const config = read()
  for (const key of keyNames) expect(config[key]).toBe(keys[key].default)
  for (const key of keyNames) expect(keys[key].parse(String(keys[key].default))).toEqual(keys[key].default)
})

it('flags win over the environment, the environment over the file, the file over the defaults', () => {
  const file = fileWith('omtp:\n  port: 7001\n  host: 127.0.0.2\nlog:\n  level: warn\n')
  const env = { MAGPIE_OMTP_PORT: '7002', MAGPIE_LOG_LEVEL: 'error' }
  const config = read({ file, env, flags: { 'omtp.port': '7003' } })

  expect(config).toMatchObject({ 'omtp.port': 7003, 'log.level': 'error', 'omtp.host': '127.0.0.2', data: './magpie-data' })
})

it('it is known where a value comes from', () => {
  const file = fileWith('omtp:\n  port: 7001\n  host: 127.0.0.2\nlog:\n  level: warn\n')
  const env = { MAGPIE_OMTP_PORT: '7002', MAGPIE_LOG_LEVEL: 'error' }
  expect([...originsOf({ file, env, flags: { 'omtp.port': '7003' } })]).toEqual([
    ['omtp.host', 'file'],
    ['omtp.port', 'flag'],
    ['log.level', 'environment'],
  ])
  expect(originsOf({ file: undefined, env: {}, flags: {} }).size).toBe(0)
})

it('settings are named by one rule: section and key, in upper case in the environment, with dashes as a flag', () => {
  for (const key of keyNames) {
    const words = key
      .replace('MiB', 'Mib')
      .replace('.', '_')
      .replace(/[A-Z]/g, (letter) => `_${letter}`)
    expect(keys[key].env).toBe(`MAGPIE_${words.toUpperCase()}`)
    expect(flagOf(key)).toBe(`--${words.toLowerCase().replaceAll('_', '-')}`)
    expect(keys[key].about).toMatch(/^[A-Z].*\.$/)
  }
  expect(new Set(keyNames.map(flagOf)).size).toBe(keyNames.length)
})

it.each([
  ['omtp:\n  prot: 7100\n', 'has a key that does not exist: omtp.prot'],
  ['omtp.port: 7100\n', undefined],
  ['ports: 7100\n', 'has a key that does not exist: ports'],
  ['omtp:\n  port: seven\n', 'omtp.port in FILE must be a whole number from 0 to 65535'],
  ['omtp:\n  host:\n', 'omtp.host in FILE must not be empty'],
  ['omtp:\n  host: { a: 1 }\n', 'omtp.host in FILE must be a single value'],
  ['data: [a, b]\n', 'data in FILE must be a single value'],
  ['- a\n- b\n', 'is not a list of sections'],
  ['omtp: {\n', 'cannot read the configuration file FILE'],
  ['omtp:\n  port: !secret 7100\n', 'cannot read the configuration file FILE: Unresolved tag'],
])('the file %j is read or refused with a sentence', (text, problem) => {
  const file = fileWith(text)
  if (problem === undefined) expect(() => read({ file })).not.toThrow()
  else expect(sentence(() => read({ file }))).toContain(problem.replace('FILE', file))
})

it.each<[Key, string, string]>([
  ['omtp.port', '65536', '--omtp-port must be a whole number from 0 to 65535'],
  ['omtp.port', '', '--omtp-port must be a whole number from 0 to 65535'],
  ['omtp.port', '0x1BBC', '--omtp-port must be a whole number from 0 to 65535'],
  ['journal.segmentMiB', '1', '--journal-segment-mib must be a whole number from 2'],
  ['limits.connectionsPerAddress', '0', '--limits-connections-per-address must be a whole number from 1'],
  ['limits.signInSeconds', '0', '--limits-sign-in-seconds must be a number of seconds above 0'],
  ['limits.signInSeconds', 'Infinity', '--limits-sign-in-seconds must be a number of seconds above 0'],
  ['proxy.trusted', '10.0.0.0/8, somewhere', '--proxy-trusted has no network: somewhere'],
  ['auth.createUsers', 'yes', '--auth-create-users must be true or false'],
  ['devices.policy', 'two', '--devices-policy must be one of one-per-type, one, many'],
  ['data', '', '--data must not be empty'],
])('%s cannot be %j, and the sentence says what it can be', (key, value, problem) => {
  expect(sentence(() => read({ flags: { [key]: value } }))).toContain(problem)
})

it('a bad value in the environment is named by its variable', () => {
  expect(sentence(() => read({ env: { MAGPIE_OMTP_PORT: 'x' } }))).toContain('MAGPIE_OMTP_PORT must be a whole number')
})

it('a bad value that is overridden does no harm', () => {
  expect(read({ env: { MAGPIE_OMTP_PORT: 'x' }, flags: { 'omtp.port': '1' } })['omtp.port']).toBe(1)
})

it('a file that is not there is named', () => {
  expect(sentence(() => read({ file: '/no/such/file.yaml' }))).toContain('cannot read the configuration file /no/such/file.yaml')
})

it('an empty file, or one of comments only, changes nothing', () => {
  for (const text of ['', '# nothing\n']) expect(read({ file: fileWith(text) })).toEqual(read())
})

it('values are taken as they are written', () => {
  expect(read({ file: fileWith('data: 0123\n') }).data).toBe('0123')
  expect(read({ file: fileWith('data: ~\n') }).data).toBe('~')
})

it('variables that look like settings and are none are found', () => {
  const env = { MAGPIE_OMTP_PROT: '1', MAGPIE_OMTP_PORT: '1', MAGPIE_TOKEN: 't', PATH: '/bin' }
  expect(unknownVariables(env)).toEqual(['MAGPIE_OMTP_PROT'])
})

function read(sources: Partial<ConfigSources> = {}) {
  return readConfig({ flags: {}, env: {}, file: undefined, ...sources })
}

function fileWith(text: string): string {
  const file = join(temporaryFolder(), 'magpie.yaml')
  writeFileSync(file, text)
  return file
}

function sentence(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof StartError && !error.message.includes('\n')) return error.message
    throw error
  }
  throw new Error('was not refused')
}
