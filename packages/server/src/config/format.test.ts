import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { exampleConfig, formatConfig } from './format.ts'
import { keyNames, keys } from './keys.ts'
import { readConfig } from './read.ts'

it('the settings that are printed are a file that says the same, whatever the values', () => {
  const file = join(temporaryFolder(), 'magpie.yaml')
  const odd = fc.constantFrom('~', 'true', '0123', 'a: b', '#x', '- a', "it's", '"', 'C:\\data', ' x ', 'null', '[', 'a\nb', '::1', '@')
  const text = fc.oneof(odd, fc.string({ minLength: 1, unit: 'binary' }))
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 65_535 }), (data, host, port) => {
      const config = readConfig({ flags: { data, 'omtp.host': host, 'omtp.port': `${port}` }, env: {}, file: undefined })
      writeFileSync(file, formatConfig(config))
      expect(readConfig({ flags: {}, env: {}, file })).toEqual(config)
    }),
    { numRuns: 300 },
  )
})

it('services and routes are printed so that they read the same', () => {
  const file = join(temporaryFolder(), 'magpie.yaml')
  const given = `services:
  a-1: { addresses: [http://127.0.0.1:1/x, { url: 'https://b/?q=#', weight: 3 }], timeoutMs: 7, secretFile: 'C:\\a: b' }
routes: [{ types: 200-249, service: a-1 }, { types: 300, service: a-1 }]`
  writeFileSync(file, given)
  const config = readConfig({ flags: {}, env: {}, file })
  expect(config.routes).toHaveLength(2)
  writeFileSync(file, formatConfig(config))
  expect(readConfig({ flags: {}, env: {}, file })).toEqual(config)
})

it('the example is a file with the defaults, and explains every setting', () => {
  const file = join(temporaryFolder(), 'magpie.yaml')
  writeFileSync(file, exampleConfig())
  expect(readConfig({ flags: {}, env: {}, file })).toEqual(readConfig({ flags: {}, env: {}, file: undefined }))
  for (const key of keyNames) expect(exampleConfig()).toContain(`# ${keys[key].about} (${keys[key].env})`)
})

it('ordinary values are printed plainly', () => {
  const printed = formatConfig(readConfig({ flags: {}, env: {}, file: undefined }))
  expect(printed).toContain('data: ./magpie-data\n')
  expect(printed).toContain('omtp:\n  host: 127.0.0.1\n  port: 7100\n')
})
