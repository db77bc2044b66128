import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { readConfig } from './read.ts'

it('without a file, or without the sections, there are no services', () => {
  for (const file of [undefined, fileWith(''), fileWith('services:\nroutes:\n')]) {
    expect(readConfig({ flags: {}, env: {}, file })).toMatchObject({ services: new Map(), routes: [] })
  }
})

it('a service needs an address, and has a default for everything else', () => {
  const { services } = read('services:\n  orders:\n    addresses: [http://127.0.0.1:9000]\n')
  const address = { url: 'http://127.0.0.1:9000/', weight: 1 }
  expect(services).toEqual(
    new Map([['orders', { addresses: [address], timeoutMs: 5_000, maxBytes: 131_072, concurrency: 64, secretFile: '' }]]),
  )
})

it('everything can be set', () => {
  const { services, routes } = read(`services:
  orders:
    addresses:
      - { url: https://a.example/magpie, weight: 3 }
      - { url: https://b.example/magpie }
    timeoutMs: 250
    maxBytes: 1000
    concurrency: 8
    secretFile: orders.secret
routes:
  - { types: 200-249, service: orders }
  - { types: 999, service: orders }
`)
  expect(services.get('orders')).toEqual({
    addresses: [
      { url: 'https://a.example/magpie', weight: 3 },
      { url: 'https://b.example/magpie', weight: 1 },
    ],
    timeoutMs: 250,
    maxBytes: 1000,
    concurrency: 8,
    secretFile: 'orders.secret',
  })
  expect(routes).toEqual([
    { from: 200, to: 249, service: 'orders' },
    { from: 999, to: 999, service: 'orders' },
  ])
})

const a = 'services: { a: { addresses: [http://a] } }\n'

it.each([
  ['services: [a]', 'services must be a list of keys and values'],
  ['services: { a b: {} }', 'services.a b must be named with letters, digits, - and _ only'],
  ['services: { a: {} }', 'services.a.addresses must be a list of 1 to 64'],
  ['services: { a: { addresses: [] } }', 'services.a.addresses must be a list of 1 to 64'],
  ['services: { a: { addresses: [http://a], timeout: 1 } }', 'services.a.timeout is a key that does not exist'],
  ['services: { a: { addresses: [http://a], toString: 1 } }', 'services.a.toString is a key that does not exist'],
  ['services: { a: { addresses: [http://a], timeoutMs: 5s } }', 'services.a.timeoutMs must be a whole number from 1 to 60000'],
  ['services: { a: { addresses: [http://a], maxBytes: 900000 } }', 'services.a.maxBytes must be a whole number from 1 to 800000'],
  ['services: { a: { addresses: [http://a], concurrency: [1] } }', 'services.a.concurrency must be a single value'],
  ['services: { a: { addresses: [a.example] } }', 'services.a.addresses[0].url must be an http or https URL'],
  ['services: { a: { addresses: [{ weight: 1 }] } }', 'services.a.addresses[0].url must be a single value'],
  ['services: { a: { addresses: [http://u:p@a] } }', 'services.a.addresses[0].url must not contain a name or password'],
  [
    'services: { a: { addresses: [{ url: http://a, weight: 0 }] } }',
    'services.a.addresses[0].weight must be a whole number from 1 to 1000',
  ],
  ['services: { a: { addresses: [{ url: http://a, wait: 1 }] } }', 'services.a.addresses[0].wait is a key that does not exist'],
  [`${a}routes: { types: 200 }`, 'routes must be a list of 1 to 800'],
  [`${a}routes: [{ types: 200 }]`, 'routes[0].service must be a single value'],
  [`${a}routes: [{ types: 200, service: b }]`, 'routes[0].service names a service that is not among services: b'],
  [`${a}routes: [{ types: 199, service: a }]`, 'routes[0].types must be a whole number from 200 to 999'],
  [`${a}routes: [{ types: 200-1000, service: a }]`, 'routes[0].types must be a whole number from 200 to 999'],
  [`${a}routes: [{ types: 300-200, service: a }]`, 'routes[0].types must be a whole number from 300 to 999'],
  [`${a}routes: [{ types: all, service: a }]`, 'routes[0].types must be a whole number from 200 to 999'],
  [`${a}routes: [{ type: 200, service: a }]`, 'routes[0].type is a key that does not exist'],
  [
    `${a}routes: [{ types: 200-300, service: a }, { types: 300, service: a }]`,
    'routes[1].types has a type that another route has too: 300',
  ],
])('the file %j is refused with a sentence', (text, problem) => {
  expect(() => read(text)).toThrow(StartError)
  expect(() => read(text)).toThrow(problem)
})

function read(text: string) {
  return readConfig({ flags: {}, env: {}, file: fileWith(text) })
}

function fileWith(text: string): string {
  const file = join(temporaryFolder(), 'magpie.yaml')
  writeFileSync(file, text)
  return file
}
